/**
 * One answer for all who ask the same while it is being found: however many tabs of the console are open, the store is asked
 * once at a time. What is found is kept for nobody who asks later, so no answer is older than the time it takes.
 */
export class SharedAnswers {
  private readonly asked = new Map<string, Promise<unknown>>();

  /** `question` tells questions apart; whoever is answered must not change the answer. */
  async of<Answer>(question: object | string, find: () => Promise<Answer>): Promise<Answer> {
    const key = JSON.stringify(question);
    const found = this.asked.get(key) ?? this.ask(key, find);
    return (await found) as Answer;
  }

  private async ask(key: string, find: () => Promise<unknown>): Promise<unknown> {
    const finding = find();
    this.asked.set(key, finding);
    try {
      return await finding;
    } finally {
      this.asked.delete(key);
    }
  }
}
