/** https://www.twilio.com/docs/messaging/api/service-resource */
const SERVICE = /^MG[0-9a-f]{32}$/i;

/** Whether a sender is a Messaging Service, which chooses the number itself. */
export function isService(sender: string): boolean {
  return SERVICE.test(sender);
}
