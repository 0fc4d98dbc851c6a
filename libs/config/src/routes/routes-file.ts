import { readFileSync } from 'node:fs';
import { LineCounter, type Node, parseDocument } from 'yaml';
import type { Environment } from '../environment.js';
import { FileNode, type FileFault } from './file-node.js';
import { type FilePace, readPaces } from './pace-entries.js';
import { covers, readMatch, type RouteMatch } from './route-match.js';
import { withVariables } from './variables.js';

/** Much more than any installation has. */
const [MAX_BYTES, MAX_ACCOUNTS, MAX_ROUTES, MAX_WEIGHT] = [1024 * 1024, 100, 1_000, 1_000];
const ACCOUNT_NAME = /^[a-z]+(\.[a-z0-9-]{1,40})?$/;

/** An account as the file describes it: texts, their variables filled in. */
export interface FileAccount {
  name: string;
  /** By the property as the file writes it: `auth_token`. */
  values: Record<string, string>;
  /** Notes what is wrong: with one of its fields, or with all of it. */
  fault: (reason: string, field?: string) => void;
}

/** Where the messages go that a route matches. */
export interface FileRoute {
  line: number;
  match: RouteMatch;
  /** By name, the share of each; 0: only while the others cannot. In the order of the file. */
  accounts: { account: string; weight: number }[];
  fault: (reason: string, field?: string) => void;
}

/** A routes file. `faults` grows while those who know more look at its parts. */
export interface RoutesFile {
  accounts: FileAccount[];
  routes: FileRoute[];
  paces: FilePace[];
  faults: FileFault[];
}

/** Reads the file at `path`; what is wrong is in `faults`, never thrown. */
export function readRoutesFile(path: string, env: Environment): RoutesFile {
  try {
    const text = readFileSync(path, 'utf8');
    if (text.length <= MAX_BYTES) return readRoutes(text, env);
    return noFile(`is larger than ${MAX_BYTES} bytes`);
  } catch (error) {
    return noFile(`cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`);
  }
}

/** The same of a text. */
export function readRoutes(text: string, env: Environment): RoutesFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const faults: FileFault[] = document.errors.map(({ message, pos }) => {
    return { line: lines.linePos(pos[0]).line, field: '', reason: message };
  });
  const root = new FileNode(document.contents as Node | null, '', 1, { lines, faults });
  if (faults.length > 0) return { accounts: [], routes: [], paces: [], faults };
  const sections = root.map(['accounts', 'routes', 'paces']);
  const accounts = [...(sections.get('accounts')?.map() ?? [])].map(([name, node]) =>
    readAccount(name, node, env),
  );
  const routes = (sections.get('routes')?.list() ?? []).map(readRoute);
  if (accounts.length > MAX_ACCOUNTS)
    sections.get('accounts')?.fault(`has more than ${MAX_ACCOUNTS} accounts`);
  if (routes.length > MAX_ROUTES) sections.get('routes')?.fault(`has more than ${MAX_ROUTES} routes`);
  else findShadowed(routes);
  const paces = sections.has('paces') ? readPaces(sections.get('paces') as FileNode) : [];
  return { accounts, routes, paces, faults };
}

function noFile(reason: string): RoutesFile {
  return { accounts: [], routes: [], paces: [], faults: [{ line: 0, field: '', reason }] };
}

function readAccount(name: string, node: FileNode, env: Environment): FileAccount {
  if (!ACCOUNT_NAME.test(name)) node.fault('is no name of an account, such as twilio.eu');
  const fields = node.map();
  const values = [...fields].map(([field, value]) => [field, withVariables(value, env)]);
  return {
    name,
    values: Object.fromEntries(values) as Record<string, string>,
    fault: (reason, field) => (fields.get(field ?? '') ?? node).fault(reason),
  };
}

function readRoute(node: FileNode): FileRoute {
  const fields = node.map(['match', 'accounts']);
  const list = fields.get('accounts');
  if (list === undefined) node.fault('needs accounts');
  const accounts = list === undefined ? [] : readShares(list);
  if (list !== undefined && accounts.length === 0) list.fault('must name an account');
  if (accounts.length > 0 && accounts.every(({ weight }) => weight === 0))
    list?.fault('must give one of them a weight of more than 0');
  const match = fields.get('match');
  return {
    line: node.line,
    match: match ? readMatch(match) : {},
    accounts,
    fault: (reason, field) => (fields.get(field ?? '') ?? node).fault(reason),
  };
}

/** `{twilio: 3, twilio.eu: 1}`, or names alone, which share alike. */
function readShares(node: FileNode): FileRoute['accounts'] {
  if (node.isMap)
    return [...node.map()].map(([account, weight]) => ({ account, weight: weight.integer(0, MAX_WEIGHT) }));
  const names = node.oneOrMore().map((one) => ({ account: one.text(), node: one }));
  const seen = new Set<string>();
  for (const { account, node: one } of names) {
    if (seen.has(account)) one.fault('comes twice');
    seen.add(account);
  }
  return [...seen].filter((account) => account !== '').map((account) => ({ account, weight: 1 }));
}

/** A route that nothing can reach is a mistake in the order. */
function findShadowed(routes: FileRoute[]): void {
  routes.forEach((route, index) => {
    const earlier = routes.slice(0, index).find(({ match }) => covers(match, route.match));
    if (earlier) route.fault(`is never reached: the route of line ${earlier.line} has all its messages`);
  });
}
