import { ReplyError } from 'ioredis';
import { redirectionIn } from './redirection.js';

const reply = (message: string): Error => new (ReplyError as new (text: string) => Error)(message);

describe('redirectionIn', () => {
  it.each([
    ['MOVED 3999 127.0.0.1:6381', { node: { host: '127.0.0.1', port: 6_381 }, asking: false }],
    ['ASK 3999 redis.example:6381', { node: { host: 'redis.example', port: 6_381 }, asking: true }],
    ['MOVED 3999 2001:db8::1:6381', { node: { host: '2001:db8::1', port: 6_381 }, asking: false }],
    ['MOVED 3999 :6381', { node: { host: 'here', port: 6_381 }, asking: false }],
    ['MOVED 3999', null],
    ['NOGROUP No such key', null],
  ])('%j', (message, redirection) => {
    expect(redirectionIn(reply(message), 'here')).toEqual(redirection);
  });
});
