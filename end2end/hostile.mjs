// Artifacts whose every name, message and output tries to become markup, a script, a link or another reading order.

/** Sets a mark that the tests look for if it ever runs. */
const RUNS = 'window.hostile=1';

/** Text that must appear as it stands, wherever it appears. */
export const HOSTILE_TITLE = `"><img src=x onerror=${RUNS}> </title></script><script>${RUNS}</script>`;

export const HOSTILE_NAMES = [
  `<script>${RUNS}</script>`,
  `</script><script>${RUNS}</script>`,
  `"><img src=x onerror="${RUNS}">`,
  `'-${RUNS}-'`,
  `<svg onload=${RUNS}>`,
  `javascript:${RUNS}`,
  '<!-- <script>',
  ']]> <a href="//evil.example">link</a>',
  '{{constructor.constructor("return 1")()}}',
  '&lt;b&gt;not bold&lt;/b&gt; &amp;amp;',
];

/** Turns what follows it around: the name must not do that to the rest of its line. */
export const TURNED = 'test_invoice_\u202Efdp.exe\u202C_is_sent';

/** An escape sequence that colours a terminal: no use in a page. */
const COLOURED = '\u001b[31mred\u001b[0m and \u001b]8;;javascript:alert(1)\u0007link\u001b]8;;\u0007';

/** @param {string} text */
const escape = (text) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;');

/** One case of each name, failing with the text of the next in every place that holds text. */
export function hostileRun() {
  const names = [...HOSTILE_NAMES, TURNED];
  const cases = names.map((name, number) => {
    const text = escape(names[(number + 1) % names.length] ?? '');
    const file = escape(`tests/${name.replaceAll('/', '')}.py`);
    return (
      `<testcase classname="${escape(name)}" name="${escape(name)}" file="${file}" time="0.${number}">` +
      `<failure type="${text}" message="${text}">${text}\n${COLOURED}\nFile "${text}", line 3, in ${text}</failure>` +
      `<system-out>${text} ${COLOURED} javascript:${RUNS} http://evil.example/</system-out>` +
      `<system-err>${text}</system-err>` +
      `<properties><property name="${text}" value="${text}"/></properties></testcase>`
    );
  });
  // A failure and an error in tear-down: two results of one test.
  const twice = ['failure', 'error'].map(
    (tag) => `<testcase classname="tests.twice" name="test_twice" time="0.1"><${tag} message="once">once</${tag}></testcase>`,
  );
  const suite = escape(HOSTILE_TITLE);
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<testsuites><testsuite name="${suite}" hostname="${suite}" timestamp="2026-03-02T08:00:00">` +
    `<properties><property name="branch" value="${suite}"/></properties>` +
    `${cases.join('\n')}${twice.join('\n')}<system-out>${suite} ${COLOURED}</system-out></testsuite></testsuites>\n`
  );
}

/** Coverage of files with such names. */
export function hostileCoverage() {
  const classes = [...HOSTILE_NAMES, TURNED].map((name) => {
    const text = escape(name);
    return `<class name="${text}" filename="src/${text}.py"><methods/><lines><line number="1" hits="0"/><line number="2" hits="1"/></lines></class>`;
  });
  return `<?xml version="1.0"?>\n<coverage line-rate="0.5"><packages><package name="src"><classes>${classes.join('')}</classes></package></packages></coverage>\n`;
}
