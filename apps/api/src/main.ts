import { name } from '#config';
console.log(name);
