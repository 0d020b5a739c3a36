<?php
declare(strict_types=1);

namespace Portal;

/** @param array{houses: list<array>, total: int} $found */
function showHomes(HouseWishes $wishes, array $found): void
{
    ?>
<section id="homes" aria-labelledby="homes-title">
<h2 id="homes-title">Homes to tour</h2>
<form class="filter" method="get" action="/tours.php#homes" role="search" aria-label="Homes">
<p><label for="place">Name, street or city</label><input id="place" name="place" type="search" value="<?= e($wishes->place) ?>" maxlength="100"></p>
<p><label for="bedrooms">Bedrooms</label><select id="bedrooms" name="bedrooms">
<option value="">Any</option>
<?php foreach ([1, 2, 3, 4] as $number): ?>
<option value="<?= $number ?>"<?= $wishes->bedrooms === $number ? ' selected' : '' ?>><?= $number ?> or more</option>
<?php endforeach ?>
</select></p>
<p><label for="rent">Rent up to ($)</label><input id="rent" name="rent" type="number" inputmode="numeric" min="1" step="1" value="<?= e($wishes->rent) ?>"></p>
<p class="go"><button>Show homes</button></p>
</form>
<?php if ($found['total'] === 0): ?>
<div class="empty">
<?php if ($wishes->any()): ?>
<p><strong>No home fits.</strong> Try a higher rent, fewer bedrooms or another place.</p>
<p><a class="button" href="/tours.php#homes">Show all homes</a></p>
<?php else: ?>
<p><strong>No homes on the market yet.</strong> They appear here as soon as a property is activated.</p>
<?php endif ?>
</div>
<?php else: ?>
<p class="quiet-text"><?= e(counted($found['total'], 'home')) ?> on the market</p>
<ul class="homes">
<?php array_map(showHome(...), $found['houses']) ?>
</ul>
<?php showPages($wishes->page, (int) ceil($found['total'] / HOUSES_A_PAGE), $wishes->pageAddress(...), 'Homes') ?>
<?php endif ?>
</section>
<?php
}

function showHome(array $house): void
{
    ?>
<li class="card home">
<?php showPicture(webAddress($house['picture']), '') ?>
<div class="what">
<h3><a href="/property.php?propertyId=<?= e($house['id']) ?>" data-busy="Asking for tour times…"><?= e($house['title']) ?></a></h3>
<p class="rent"><?= e(rent($house)) ?><?= $house['price_pm'] === null ? '' : ' <span>a month</span>' ?></p>
<p><?= e(rooms($house)) ?></p>
<p class="quiet-text"><?= e(address($house)) ?></p>
<p class="quiet-text"><?= e(availability($house)) ?></p>
</div>
</li>
<?php
}

/** A picture, or a drawn house where there is none. */
function showPicture(?string $url, string $alt, bool $later = true): void
{
    if ($url === null) {
        ?><p class="picture none"><img src="/portal.svg" alt="" width="64" height="64"><span>No picture</span></p>
<?php
        return;
    }
    ?><p class="picture"><img src="<?= e($url) ?>" alt="<?= e($alt) ?>"<?= $later ? ' loading="lazy"' : '' ?> decoding="async" referrerpolicy="no-referrer"></p>
<?php
}

/** @param callable(int): string $address of a page */
function showPages(int $page, int $pages, callable $address, string $of): void
{
    if ($pages < 2 && $page === 1) {
        return;
    }
    ?>
<nav class="pages" aria-label="Pages of <?= e(strtolower($of)) ?>">
<?php if ($page > 1): ?>
<a class="button" rel="prev" href="<?= e($address(min($page, $pages + 1) - 1)) ?>">Previous</a>
<?php endif ?>
<span>Page <?= e($page) ?> of <?= e(max(1, $pages)) ?></span>
<?php if ($page < $pages): ?>
<a class="button" rel="next" href="<?= e($address($page + 1)) ?>">Next</a>
<?php endif ?>
</nav>
<?php
}
