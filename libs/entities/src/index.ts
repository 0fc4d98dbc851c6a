export const name = 'entities';
