<?php
declare(strict_types=1);

namespace Portal;

const CHART_HEIGHT = 120;

/**
 * Bars by day: what was accepted stands above the line, what was not hangs below it, in the colour of its kind.
 *
 * @param array<string, array<string, array<string, int>>> $counts
 */
function showWebhookChart(array $counts): void
{
    $days = array_map(chartDay(...), $counts);
    $above = max(1, ...array_column($days, 'above'));
    $below = max(0, ...array_column($days, 'below'));
    $unit = CHART_HEIGHT / ($above + $below);
    $line = $above * $unit;
    $names = array_keys($counts);
    $total = array_sum(array_column($days, 'above')) + array_sum(array_column($days, 'below'));
    ?>
<figure class="chart">
<p class="scale"><span><?= e($above) ?></span><span>a day</span></p>
<svg viewBox="0 0 <?= e(CHART_DAYS * 10) ?> <?= e(CHART_HEIGHT) ?>" preserveAspectRatio="none" role="img" aria-label="<?= e(counted($total, 'webhook') . ' in ' . CHART_DAYS . ' days; the numbers are in the table below') ?>">
<?php foreach (array_values($counts) as $index => $day) showBars($index * 10, $day, $line, $unit, $names[$index]) ?>
<rect class="line" x="0" y="<?= e(round($line, 2)) ?>" width="<?= e(CHART_DAYS * 10) ?>" height="0.6"/>
</svg>
<p class="scale days"><span><?= e((new \DateTimeImmutable($names[0]))->format('M j')) ?></span><span><?= $below > 0 ? 'below the line: failed' : '' ?></span><span>today</span></p>
<figcaption>
<ul class="legend">
<?php foreach (WEBHOOK_KINDS as $kind => $name): ?>
<li><?php showSwatch($kind) ?> <?= e($name) ?></li>
<?php endforeach ?>
</ul>
</figcaption>
</figure>
<details class="numbers">
<summary>The numbers</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Webhooks by day">
<?php showCountTable($counts) ?>
</div>
</details>
<?php
}

/** @return array{above: int, below: int} how many of a day were accepted, and how many were not */
function chartDay(array $day): array
{
    $above = array_sum(array_column($day, 'accepted'));
    return ['above' => $above, 'below' => array_sum(array_map(array_sum(...), $day)) - $above];
}

/** @param array<string, array<string, int>> $day */
function showBars(int $x, array $day, float $line, float $unit, string $name): void
{
    $top = $line;
    $bottom = $line;
    ?>
<g><title><?= e(chartWords($name, $day)) ?></title><rect class="ground" x="<?= e($x) ?>" y="0" width="10" height="<?= e(CHART_HEIGHT) ?>"/>
<?php
    foreach (array_keys(WEBHOOK_KINDS) as $kind) {
        $results = $day[$kind] ?? [];
        $accepted = ($results['accepted'] ?? 0) * $unit;
        $other = array_sum($results) * $unit - $accepted;
        $top -= $accepted;
        foreach ([[$top, $accepted], [$bottom, $other]] as [$y, $height]) {
            if ($height > 0) {
                ?><rect class="<?= e('kind-' . strtolower($kind)) ?>" x="<?= e($x + 1.5) ?>" y="<?= e(round($y, 2)) ?>" width="7" height="<?= e(round($height, 2)) ?>"/>
<?php
            }
        }
        $bottom += $other;
    }
    ?></g>
<?php
}

/** "Tuesday, Dec 1: 3 activation accepted, 1 suspension failed". */
function chartWords(string $name, array $day): string
{
    $parts = [];
    foreach ($day as $kind => $results) {
        foreach ($results as $result => $number) {
            $parts[] = "$number " . strtolower(WEBHOOK_KINDS[$kind]) . " $result";
        }
    }
    return dayName($name) . ': ' . (implode(', ', $parts) ?: 'none');
}

/** @param array<string, array<string, array<string, int>>> $counts */
function showCountTable(array $counts): void
{
    ?>
<table>
<thead><tr><th scope="col">Day</th>
<?php foreach (WEBHOOK_KINDS as $name): ?><th scope="col" class="right"><?= e($name) ?></th><?php endforeach ?>
<th scope="col" class="right">Failed</th></tr></thead>
<tbody>
<?php foreach (array_reverse($counts) as $name => $day): if ($day === []) continue ?>
<tr><th scope="row"><?= e(dayName($name)) ?></th>
<?php foreach (array_keys(WEBHOOK_KINDS) as $kind): ?><td class="right"><?= e(number_format(array_sum($day[$kind] ?? []))) ?></td><?php endforeach ?>
<td class="right"><?= e(number_format(array_sum(array_column($day, 'failed')))) ?></td></tr>
<?php endforeach ?>
</tbody>
</table>
<?php
}
