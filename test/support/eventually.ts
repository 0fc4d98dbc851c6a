export { eventually } from '../../libs/queue/src/testing/eventually.js';
