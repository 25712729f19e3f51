import type { ReportData } from '../../shared/result.ts';
import { html, type Markup } from '../html.ts';
import { formatCount } from '../page/format.js';
import type { PageData } from '../page-data.ts';
import { plural, shortened } from '../words.ts';

function failures({ leaderboard }: ReportData): Markup | undefined {
  const counts = new Map<string, number>();
  for (const { reason } of leaderboard.failed) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  if (counts.size === 0) return undefined;
  const reasons = [...counts].sort((left, right) => right[1] - left[1]).slice(0, 10);
  return html`<p class="note">Without a score: ${reasons
    .map(([reason, count]) => `${formatCount(count)} ${shortened(reason)}`)
    .join(', ')}.</p>`;
}

/** The frame of the table; its rows are the page's scripts' work. */
export function leaderboardSection(data: ReportData, page: PageData): Markup {
  const total = data.leaderboard.rows.length;
  const cut =
    total > page.rows.length ? ` The best ${formatCount(page.rows.length)} of ${formatCount(total)} are here.` : '';
  return html`
  <section id="leaderboard" aria-labelledby="leaderboard-title">
    <h2 id="leaderboard-title">Leaderboard</h2>
    <p>${plural(total, 'candidate')} with a score, each at the largest budget it reached.${cut}</p>
    ${failures(data)}
    <div class="controls">
      <label class="search">Filter <input id="filter" type="search" autocomplete="off" spellcheck="false" placeholder="adam depth=2"></label>
      <output id="matches" for="filter" aria-live="polite"></output>
    </div>
    <div class="scroll" role="region" aria-label="Leaderboard" tabindex="0">
      <table id="board"><caption class="unseen">Candidates by score; the headers’ buttons sort</caption></table>
    </div>
    <button id="more" type="button" class="more" hidden></button>
  </section>`;
}
