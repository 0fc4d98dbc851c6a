/** Where the API has a queue. */
export const pathOf = (queue: string) => `/api/v1/admin/queues/${encodeURIComponent(queue)}`;
