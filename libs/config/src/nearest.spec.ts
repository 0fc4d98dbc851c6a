import { nearest } from './nearest.js';

describe('the nearest known word', () => {
  it.each([
    ['pase', 'pause'],
    ['puase', 'pause'],
    ['resum', 'resume'],
    ['start', null],
    ['', null],
  ])('of %j is %j', (word, known) => {
    expect(nearest(word, ['pause', 'resume'])).toBe(known);
  });

  it('counts two neighbours in the wrong order as one mistake', () => {
    const one = () => 1;
    expect(nearest('PROT', ['PORT'], one)).toBe('PORT');
    expect(nearest('PRTO', ['PORT'], one)).toBeNull();
  });
});
