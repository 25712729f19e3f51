import { describe, expect, it } from 'vitest';
import { html, scriptJson } from '../../report/html.ts';

describe('html', () => {
  it('escapes every value that is not markup, in lists too', () => {
    const name = `<i a="b">&'`;
    expect(html`<p title="${name}">${[name, html`<b>${1}</b>`, undefined]}</p>`.markup).toBe(
      '<p title="&lt;i a=&quot;b&quot;&gt;&amp;&#39;">&lt;i a=&quot;b&quot;&gt;&amp;&#39;<b>1</b></p>',
    );
  });
});

describe('scriptJson', () => {
  it('can neither end its script element nor a line, and reads back the same', () => {
    const value = { '</script>': '<!--\u2028\u2029&' };
    const text = scriptJson(value);
    expect(text).not.toMatch(/[<>&\u2028\u2029]/);
    expect(JSON.parse(text)).toEqual(value);
  });
});
