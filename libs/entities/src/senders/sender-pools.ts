/** Explained in docs/decisions/0033-senders.md. */
import { Injectable } from '@nestjs/common';
import { Database } from '../database.js';

/** A number of a pool. */
export interface PoolNumber {
  /** In E.164, or a short code. */
  number: string;
  /** Its share of the recipients, beside those of the others; 0: none new. */
  weight: number;
  /** The countries of recipients it is for (ISO 3166-1); none: as the number itself says. */
  countries: string[];
}

/** Numbers of ours that send under one name. */
export interface SenderPool {
  id: string;
  name: string;
  description: string | null;
  numbers: PoolNumber[];
  createdAt: Date;
  updatedAt: Date;
}

export type NewSenderPool = Pick<SenderPool, 'id' | 'name' | 'description' | 'numbers'>;
/** What is undefined stays. */
export type SenderPoolChange = Partial<Pick<SenderPool, 'description' | 'numbers'>>;

const FIELDS = `p.id, p.name, p.description, p.created_at AS "createdAt", p.updated_at AS "updatedAt",
           (SELECT coalesce(jsonb_agg(jsonb_build_object('number', n.number, 'weight', n.weight, 'countries', n.countries)
                                      ORDER BY n.place), '[]')
              FROM sender_pool_numbers n WHERE n.pool_id = p.id) AS numbers`;

const NUMBERS = `
      INSERT INTO sender_pool_numbers (number, pool_id, place, weight, countries)
      SELECT number, $1, place, weight, countries
        FROM jsonb_to_recordset($2::jsonb) AS x(number text, place int, weight int, countries text[])`;

const LIST = { name: 'list_sender_pools', text: `SELECT ${FIELDS} FROM sender_pools p ORDER BY p.name` };
const FIND = { name: 'find_sender_pool', text: `SELECT ${FIELDS} FROM sender_pools p WHERE p.id = $1` };

const ADD = {
  name: 'add_sender_pool',
  text: `INSERT INTO sender_pools (id, name, description) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING id`,
};

const CHANGE = {
  name: 'change_sender_pool',
  text: `
    UPDATE sender_pools SET description = CASE WHEN $2 THEN $3 ELSE description END, updated_at = now()
     WHERE id = $1 RETURNING id`,
};

const CLEAR = { name: 'clear_sender_pool', text: 'DELETE FROM sender_pool_numbers WHERE pool_id = $1' };

/** The numbers that are of another pool, so that they are not added. */
const FILL = {
  name: 'fill_sender_pool',
  text: `
    WITH added AS (${NUMBERS} ORDER BY number ON CONFLICT (number) DO NOTHING RETURNING number)
    SELECT number FROM jsonb_to_recordset($2::jsonb) AS x(number text)
     WHERE number NOT IN (SELECT number FROM added)`,
};

const REMOVE = {
  name: 'remove_sender_pool',
  text: `
    WITH removed AS (DELETE FROM sender_pools WHERE id = $1 RETURNING name),
         choices AS (DELETE FROM sender_choices WHERE pool IN (SELECT name FROM removed))
    SELECT name FROM removed`,
};

/** There is a pool of that name. */
export class PoolNameTakenError extends Error {
  constructor(name: string) {
    super(`There is a sender pool ${name} already.`);
    this.name = 'PoolNameTakenError';
  }
}

/** Numbers are of another pool already. */
export class PoolNumbersTakenError extends Error {
  constructor(readonly numbers: string[]) {
    super(`These are of another pool already: ${numbers.join(', ')}.`);
    this.name = 'PoolNumbersTakenError';
  }
}

/** Keeps the pools of numbers. */
@Injectable()
export class SenderPools {
  constructor(private readonly database: Database) {}

  /** All of them, by name. */
  list(): Promise<SenderPool[]> {
    return this.database.run(LIST, []);
  }

  async find(id: string): Promise<SenderPool | null> {
    return (await this.database.run<SenderPool>(FIND, [id]))[0] ?? null;
  }

  /** @throws PoolNameTakenError or PoolNumbersTakenError; nothing is stored then. */
  async add({ id, name, description, numbers }: NewSenderPool): Promise<void> {
    await this.database.transaction(async (on) => {
      if ((await this.database.run(ADD, [id, name, description], on)).length === 0)
        throw new PoolNameTakenError(name);
      await this.fill(id, numbers, on);
    });
  }

  /** False when there is no such pool. @throws PoolNumbersTakenError; nothing is changed then. */
  change(id: string, { description, numbers }: SenderPoolChange): Promise<boolean> {
    return this.database.transaction(async (on) => {
      const values = [id, description !== undefined, description ?? null];
      if ((await this.database.run(CHANGE, values, on)).length === 0) return false;
      if (numbers === undefined) return true;
      await this.database.run(CLEAR, [id], on);
      await this.fill(id, numbers, on);
      return true;
    });
  }

  /** False when there is no such pool. */
  async remove(id: string): Promise<boolean> {
    return (await this.database.run(REMOVE, [id])).length > 0;
  }

  private async fill(id: string, numbers: PoolNumber[], on: Parameters<Database['run']>[2]): Promise<void> {
    const rows = numbers.map((number, place) => ({ ...number, place }));
    const taken = await this.database.run<{ number: string }>(FILL, [id, JSON.stringify(rows)], on);
    if (taken.length > 0) throw new PoolNumbersTakenError(taken.map(({ number }) => number));
  }
}
