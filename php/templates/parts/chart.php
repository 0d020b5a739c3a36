<?php

declare(strict_types=1);

namespace Portal\View;

use Portal\Operators\WebhookKind;
use Portal\Operators\WebhookResult;

/**
 * Bars by day: webhooks that were accepted in the color of their kind, the others above them with a pattern.
 *
 * @var \Portal\Operators\WebhookChart $chart
 */

[$left, $bottom, $width, $height, $right] = [36, 132, 12, 120, 6];
$top = $chart->top();
$days = array_keys($chart->days);
$full = $left + count($days) * $width + $right;
$y = static fn(float $number): string => (string) round($bottom - $number / $top * $height, 2);
$ticks = $top % 2 === 0 ? [0, intdiv($top, 2), $top] : [0, $top];
?>
<figure class="chart">
<svg viewBox="0 0 <?= e($full) ?> 152" role="img" aria-label="<?= e($chart->summary()) ?>. The numbers are in the table below.">
<?php foreach ($ticks as $tick): ?>
<line class="grid" x1="<?= e($left) ?>" x2="<?= e($full) ?>" y1="<?= e($y($tick)) ?>" y2="<?= e($y($tick)) ?>"/>
<text class="tick" x="<?= e($left - 5) ?>" y="<?= e((float) $y($tick) + 3.5) ?>" text-anchor="end"><?= e(number_format($tick)) ?></text>
<?php endforeach ?>
<?php foreach ($days as $index => $day): ?>
<g><title><?= e($chart->description($day)) ?></title><rect class="ground" x="<?= e($left + $index * $width) ?>" y="<?= e($bottom - $height) ?>" width="<?= e($width) ?>" height="<?= e($height) ?>"/>
<?php $below = 0 ?>
<?php foreach (WebhookKind::cases() as $kind): ?>
<?php foreach (WebhookResult::cases() as $result): ?>
<?php $number = $chart->days[$day][$kind->value][$result->value] ?? 0 ?>
<?php if ($number > 0): ?>
<rect class="<?= e($kind->cssClass()) ?><?= $result === WebhookResult::Accepted ? '' : ' failed' ?>" x="<?= e($left + $index * $width + 2) ?>" y="<?= e($y($below + $number)) ?>" width="<?= e($width - 4) ?>" height="<?= e(round($number / $top * $height, 2)) ?>"/>
<?php $below += $number ?>
<?php endif ?>
<?php endforeach ?>
<?php endforeach ?>
</g>
<?php if ($index % 7 === (count($days) - 1) % 7): ?>
<text class="tick" x="<?= e($left + $index * $width + $width / 2) ?>" y="148" text-anchor="<?= $index === count($days) - 1 ? 'end' : 'middle' ?>"><?= e((new \DateTimeImmutable($day))->format('M j')) ?></text>
<?php endif ?>
<?php endforeach ?>
</svg>
<?php if ($chart->failed() > 0): ?>
<figcaption class="quiet-text"><svg class="swatch" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true"><rect class="kind-other failed" x=".5" y=".5" width="9" height="9" rx="2"/></svg> Failed or open: <?= e(number_format($chart->failed())) ?></figcaption>
<?php endif ?>
</figure>
<details class="more">
<summary>Numbers by day</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Webhooks by day">
<table>
<thead><tr><th scope="col">Day</th>
<?php foreach (WebhookKind::cases() as $kind): ?><th scope="col" class="right"><?= e($kind->label()) ?></th><?php endforeach ?>
<th scope="col" class="right">Failed</th></tr></thead>
<tbody>
<?php foreach (array_reverse($days) as $day): ?>
<?php if ($chart->days[$day] !== []): ?>
<tr><th scope="row"><?= e(Clock::dayName($day)) ?></th>
<?php foreach (WebhookKind::cases() as $kind): ?><td class="right"><?= e(number_format(array_sum($chart->days[$day][$kind->value] ?? []))) ?></td><?php endforeach ?>
<td class="right"><?= e(number_format(array_sum(array_column($chart->days[$day], 'failed')))) ?></td></tr>
<?php endif ?>
<?php endforeach ?>
</tbody>
</table>
</div>
</details>
