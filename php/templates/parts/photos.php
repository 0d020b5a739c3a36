<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * The photos of a home.
 *
 * @var \Portal\Homes\House $house
 * @var list<\Portal\Homes\Image> $photos
 */
?>
<?php if ($photos === []): ?>
<?= Template::render('parts/picture', ['url' => null, 'alt' => '', 'isFloorPlan' => false, 'isFirst' => true]) ?>
<?php else: ?>
<ul class="gallery<?= count($photos) === 1 ? ' single' : '' ?>" aria-label="Photos" tabindex="0">
<?php foreach ($photos as $index => $photo): ?>
<li><?= Template::render('parts/picture', [
    'url' => $photo->url,
    'alt' => $photo->caption ?: 'Photo ' . ($index + 1) . " of $house->title",
    'isFloorPlan' => false,
    'isFirst' => $index === 0,
]) ?></li>
<?php endforeach ?>
</ul>
<?php endif ?>
