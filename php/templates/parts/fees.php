<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * Fees in a list of facts.
 *
 * @var array<\Portal\Homes\Fee> $fees
 */
?>
<?php foreach ($fees as $fee): ?>
<div><dt><?= e($fee->name) ?></dt><dd><?= e(trim("$fee->amount $fee->frequency")) ?></dd></div>
<?php endforeach ?>
