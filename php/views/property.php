<?php
declare(strict_types=1);

namespace Portal;

require_once __DIR__ . '/homes.php';

/**
 * A property's page. After a booking that failed, `$fields` are those of the form and `$problem` says why.
 *
 * @param array<string, mixed> $fields
 * @throws Problem when there is no such house on the market
 */
function showPropertyPage(User $user, array $fields, ?Problem $problem = null): void
{
    $house = houseOnTheMarket(positiveInteger($fields['propertyId'] ?? null) ?? 0);
    if ($house === null) {
        throw new Problem(404, 'NOT_FOUND', 'This home is not on the market any more.');
    }
    $asked = TourTimesAsked::lenient($house['id'], $fields);
    $pictures = picturesOf($house['id']);
    $offer = tourTimesOf($asked);
    showPage($house['title'], $user, function () use ($user, $house, $pictures, $asked, $offer, $fields, $problem): void {
        ?>
<p class="back"><a href="/tours.php#homes">All homes</a></p>
<div class="property">
<div class="about">
<h1><?= e($house['title']) ?></h1>
<p class="lead"><?= e(address($house)) ?></p>
<?php showGallery($pictures, $house['title']) ?>
<?php showFacts($house) ?>
<?php if ((string) $house['description'] !== ''): ?>
<h2>About this home</h2>
<p class="description"><?= nl2br(e($house['description'])) ?></p>
<?php endif ?>
</div>
<section class="booking" aria-labelledby="times-title" id="times">
<h2 id="times-title">Book a tour</h2>
<?php if ($problem !== null) showBookingProblem($problem) ?>
<?php showTourChoice($asked) ?>
<?php $offer['problem'] === null ? showTourTimes($offer['times'], $user, $asked, $fields, $problem) : showNoTourTimes($offer['problem'], $house, $asked) ?>
</section>
</div>
<?php
    }, $problem->status ?? 200);
}

/** @param list<array{url: string, caption: string}> $pictures */
function showGallery(array $pictures, string $title): void
{
    $pictures = array_values(array_filter($pictures, fn(array $picture): bool => webAddress($picture['url']) !== null));
    if ($pictures === []) {
        showPicture(null, '');
        return;
    }
    ?>
<ul class="gallery<?= count($pictures) === 1 ? ' single' : '' ?>" aria-label="Pictures" tabindex="0">
<?php foreach ($pictures as $index => $picture): $caption = $picture['caption'] ?: "$title, picture " . ($index + 1) ?>
<li><?php showPicture($picture['url'], $caption, $index > 0) ?></li>
<?php endforeach ?>
</ul>
<?php
}

function showFacts(array $house): void
{
    $facts = array_filter([
        'Rent a month' => rent($house),
        'Rooms' => rooms($house),
        'Deposit' => $house['deposit'] === null ? '' : money($house['deposit']),
        'Available' => availability($house),
    ], strlen(...));
    $website = webAddress($house['website']);
    ?>
<dl class="facts">
<?php foreach ($facts as $name => $fact): ?>
<div><dt><?= e($name) ?></dt><dd><?= e($fact) ?></dd></div>
<?php endforeach ?>
<?php if ((string) $house['phone'] !== '' || (string) $house['email'] !== '' || $website): ?>
<div><dt>Contact</dt><dd><?php showContact($house['phone'], $house['email']) ?><?php if ($website): ?> <a href="<?= e($website) ?>" rel="noopener noreferrer">Website</a><?php endif ?></dd></div>
<?php endif ?>
</dl>
<?php
}

function showBookingProblem(Problem $problem): void
{
    $sentence = match ($problem->problem) {
        'SLOT_UNAVAILABLE' => 'That time has just been taken. Here is what is still free: please choose another.',
        'VALIDATION' => 'Your tour is not booked yet. Please check:',
        default => "Your tour is not booked. {$problem->getMessage()}",
    };
    ?>
<div class="notice bad" role="alert" id="problem" tabindex="-1">
<p><?= e($sentence) ?></p>
<?php if ($problem->errors !== []): ?>
<ul>
<?php foreach (bookingErrors($problem) as $error): ?>
<li><?= e($error) ?></li>
<?php endforeach ?>
</ul>
<?php endif ?>
</div>
<?php
}

/** @return list<string> the problem's errors in the words of the form */
function bookingErrors(Problem $problem): array
{
    $names = [
        'firstName' => 'First name', 'lastName' => 'Last name', 'email' => 'E-mail', 'phone' => 'Phone',
        'moveInDate' => 'Move-in date', 'message' => 'Message', 'tourType' => 'Kind of tour',
    ];
    $sentences = [];
    foreach ($problem->errors as ['field' => $field, 'message' => $message]) {
        $sentences[] = match ($field) {
            'tourDate', 'tourTime' => 'Please choose one of the tour times.',
            default => ($names[$field] ?? $field) . " $message.",
        };
    }
    return array_values(array_unique($sentences));
}
