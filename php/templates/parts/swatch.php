<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * The color of a kind in the chart.
 *
 * @var \Portal\Operators\WebhookKind $kind
 */
?><svg class="swatch" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true"><rect class="<?= e($kind->cssClass()) ?>" width="10" height="10" rx="2"/></svg>
