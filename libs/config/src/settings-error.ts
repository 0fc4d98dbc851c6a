/** The environment does not describe a runnable app. `problems` holds one line per variable, each naming it. */
export class SettingsError extends Error {
  constructor(readonly problems: string[]) {
    super(`Settings are not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'SettingsError';
  }
}
