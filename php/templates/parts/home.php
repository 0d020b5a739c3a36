<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * One home in a list.
 *
 * @var \Portal\Homes\House $house
 */
?>
<li class="card home">
<?= Template::render('parts/picture', [
    'url' => $house->picture,
    'alt' => '',
    'isFloorPlan' => $house->pictureIsFloorPlan,
    'isFirst' => false,
]) ?>
<div class="what">
<h3><a href="/property.php?propertyId=<?= e($house->id) ?>" data-busy="Loading tour times…"><?= e($house->title) ?></a></h3>
<p class="rent"><?= Template::render('parts/rent', ['house' => $house]) ?></p>
<p class="rooms"><?= e($house->rooms()) ?></p>
<p class="quiet-text"><?= e($house->shortAddress()) ?></p>
<p class="quiet-text"><?= e($house->availability()) ?></p>
</div>
</li>
