/** The provider breaks down at this call; answered as that provider's own HTTP 500. */
export class ProviderOutage extends Error {
  constructor() {
    super('The error rate of the sandbox chose this call');
    this.name = 'ProviderOutage';
  }
}
