import type request from 'supertest';
import { RunningSystem } from '../support/running-system.js';
import { conversationsOf, root, UNKNOWN_ID } from './conversation-tools.js';

let system: RunningSystem;
beforeAll(async () => {
  system = await RunningSystem.start();
});
afterAll(() => system.stop());

const { api } = conversationsOf(() => system);

describe('what is wrong', () => {
  const two = { channel_type: 'sms', participant_from: '+15551230001', participant_to: '+15551230002' };
  const long = (length: number) => 'x'.repeat(length);
  const post = (body: object) => api().post(root).send(body);
  const patch = (body: object) => api().patch(`${root}/${UNKNOWN_ID}`).send(body);
  const find = (body: object) => api().post(`${root}/search`).send(body);

  it.each<[string, () => request.Test, string]>([
    ['a channel of another name', () => post({ ...two, channel_type: 'fax' }), 'channel_type'],
    ['no participant', () => post({ ...two, participant_to: undefined }), 'participant_to'],
    ['an address as number', () => post({ ...two, participant_from: 'a@b.example' }), 'participant_from'],
    [
      'a number as address',
      () => post({ ...two, channel_type: 'email', participant_to: 'a@b.example' }),
      'participant_from',
    ],
    ['another type', () => post({ ...two, type: 'group' }), 'type'],
    ['a title of two lines', () => post({ ...two, title: 'a\nb' }), 'title'],
    ['too long a title', () => post({ ...two, title: long(201) }), 'title'],
    ['metadata that is a list', () => post({ ...two, metadata: [] }), 'metadata'],
    ['an unknown field', () => post({ ...two, status: 'closed' }), 'status'],
    ['a body that is none', () => post([two]), 'body'],
    ['a status that is none', () => patch({ status: 'open' }), 'status'],
    ['a status of null', () => patch({ status: null }), 'status'],
    ['a change of participants', () => patch({ participant_to: '+15551230003' }), 'participant_to'],
    ['a title that is a number', () => patch({ title: 7 }), 'title'],
    ['an empty query', () => find({ query: '' }), 'query'],
    ['too long a query', () => find({ query: long(201) }), 'query'],
    ['a query with NUL', () => find({ query: 'a\0b' }), 'query'],
    ['no query', () => find({}), 'query'],
    ['a limit of 51', () => find({ query: 'a', limit: 51 }), 'limit'],
    ['a limit of 0', () => find({ query: 'a', limit: 0 }), 'limit'],
    ['half a limit', () => find({ query: 'a', limit: 1.5 }), 'limit'],
    ['a page of 101', () => api().get(`${root}?limit=101`), 'limit'],
    ['a participant that is none', () => api().get(`${root}?participant=somebody@`), 'participant'],
    ['a status to filter by that is none', () => api().get(`${root}?status=open`), 'status'],
    ['a type to filter by that is none', () => api().get(`${root}?type=group`), 'type'],
    ['an unknown filter', () => api().get(`${root}?color=red`), 'color'],
    ['an id that is none', () => api().get(`${root}/7`), 'id'],
    ['half a yes', () => api().get(`${root}/${UNKNOWN_ID}?include_messages=yes`), 'include_messages'],
    ['half a no', () => api().delete(`${root}/${UNKNOWN_ID}?hard_delete=no`), 'hard_delete'],
  ])('%s is named', async (_, call, field) => {
    const response = await call();
    expect(response.status).toBe(422);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(response.body).toMatchObject({ errors: [{ field, reason: expect.any(String) as string }] });
  });

  it.each<[string, () => request.Test]>([
    ['find', () => api().get(`${root}/${UNKNOWN_ID}`)],
    ['read the messages of', () => api().get(`${root}/${UNKNOWN_ID}/messages`)],
    ['change', () => patch({ title: 'x' })],
    ['close', () => api().delete(`${root}/${UNKNOWN_ID}`)],
    ['remove', () => api().delete(`${root}/${UNKNOWN_ID}?hard_delete=true`)],
    ['mark as read', () => api().post(`${root}/${UNKNOWN_ID}/read`)],
    ['archive', () => api().post(`${root}/${UNKNOWN_ID}/archive`)],
    ['count', () => api().get(`${root}/${UNKNOWN_ID}/statistics`)],
  ])('nobody can %s a conversation that there is not', async (_, call) => {
    const response = await call();
    expect(response.status).toBe(404);
    expect(response.body).toMatchObject({
      status: 404,
      detail: expect.stringContaining(UNKNOWN_ID) as string,
    });
  });
});
