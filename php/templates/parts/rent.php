<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * The rent of a home: "$1,450 – $1,600/mo".
 *
 * @var \Portal\Homes\House $house
 */
?>
<?php if ($house->rentRange() === null): ?>
Call for rent
<?php else: ?>
<?= e($house->rentRange()) ?><span aria-hidden="true">/mo</span><span class="unseen"> a month</span>
<?php endif ?>
