/** The style of the page, which its policy knows by its hash. */
export const STYLE = `
  :root { color-scheme: light dark; --text: light-dark(#16181d, #eceef2); --soft-text: light-dark(#4a505c, #b6bcc8);
    --bg: light-dark(#fff, #101114); --soft: light-dark(#f6f7f9, #1b1d22); --line: light-dark(#d9dde4, #33373f);
    --good: light-dark(#0b6b3d, #6fd6a0); --bad: light-dark(#b3261e, #ff9d94); --open: light-dark(#7d4e00, #f3bf6b);
    --accent: light-dark(#4338ca, #b3b5ff); }
  * { box-sizing: border-box; }
  body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 64rem; padding: 1rem; color: var(--text); background: var(--bg); }
  h1 { font-size: 1.35rem; margin: 0; } h2 { font-size: 1.05rem; margin: 0; } h3 { font-size: 1rem; margin: .25rem 0 0; }
  header { margin-bottom: 1rem; } p { margin: .25rem 0; color: var(--soft-text); } a { color: var(--accent); }
  small, code, time, .kind, .more { font-size: .82rem; } code, a, bdi, .text, h3, .file, td { overflow-wrap: anywhere; }
  small, time, .kind, .more { color: var(--soft-text); }
  .good, p.good { color: var(--good); } .bad, p.bad, small.bad { color: var(--bad); } .open { color: var(--open); }
  form { margin: 0 0 1rem; } label { display: block; font-size: .82rem; color: var(--soft-text); }
  input, button { font: inherit; color: inherit; padding: .4rem .6rem; border: 1px solid light-dark(#868d9b, #6c7482); border-radius: .4rem; background: var(--bg); width: 100%; }
  input[aria-invalid] { border-color: var(--bad); } button { background: light-dark(#4f46e5, #4f46e5); border-color: #4f46e5; color: #fff; cursor: pointer; }
  :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
  .write { display: grid; gap: .6rem; padding: 1rem; border: 1px solid var(--line); border-radius: .6rem; background: var(--soft); }
  @media (min-width: 44rem) {
    .write { grid-template-columns: 1fr 1fr 2fr auto; align-items: start; }
    .write h2, .write p { grid-column: 1 / -1; } .write button { margin-top: 1.25rem; width: auto; }
  }
  ol { list-style: none; margin: 0; padding: 0; }
  ol > li { padding: .75rem; border: 1px solid var(--line); border-radius: .6rem; margin-bottom: .6rem; }
  ol > li.inbound { border-left: .25rem solid var(--accent); }
  .head { display: flex; flex-wrap: wrap; gap: 0 .75rem; align-items: baseline; } .head time { margin-left: auto; }
  .text { white-space: pre-wrap; } .more { display: flex; flex-wrap: wrap; gap: 0 1.25rem; margin-top: .35rem; }
  .more ul { display: flex; flex-wrap: wrap; gap: 0 .9rem; margin: 0; padding: 0; list-style: none; }
  iframe { width: 100%; height: 24rem; border: 1px solid var(--line); background: #fff; color-scheme: light; }
  summary { cursor: pointer; } details.outcomes { margin-top: 1.5rem; } .none { padding: 2.5rem 1rem; text-align: center; }
  .scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .9rem; }
  th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line); }
  [hidden] { display: none; }`;
