<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * A picture, or a drawing of a house in its place.
 *
 * @var ?string $url
 * @var string $alt
 * @var bool $isFloorPlan
 * @var bool $isFirst whether the browser should load it at once
 */

$address = Format::pictureAddress($url);
?>
<?php if ($address === null): ?>
<p class="picture none"><img src="/img/portal.svg" alt="" width="64" height="64"><span>No photo yet</span></p>
<?php else: ?>
<p class="picture<?= $isFloorPlan ? ' plan' : '' ?>"><img src="<?= e($address) ?>" alt="<?= e($alt) ?>"<?= $isFirst ? '' : ' loading="lazy"' ?> decoding="async" referrerpolicy="no-referrer"></p>
<?php endif ?>
