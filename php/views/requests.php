<?php
declare(strict_types=1);

namespace Portal;

/** @param array{requests: list<array>, total: int} $found */
function showTourRequests(array $found, int $page): void
{
    $pending = array_filter($found['requests'], fn(array $request): bool => isOnItsWay($request));
    ?>
<section id="requests" aria-labelledby="requests-title"<?= $pending ? ' data-refresh="5"' : '' ?>>
<h2 id="requests-title">Tour requests <span class="number"><?= e(number_format($found['total'])) ?></span></h2>
<?php if ($found['requests'] === []): ?>
<div class="empty">
<p><strong>No tour requests yet.</strong> When a renter books a tour at one of your properties, it shows here at once.</p>
</div>
<?php else: ?>
<ul class="requests">
<?php array_map(showTourRequest(...), $found['requests']) ?>
</ul>
<?php endif ?>
<?php showPages($page, (int) ceil($found['total'] / REQUESTS_A_PAGE), fn(int $other): string => "/dashboard.php?requests=$other#requests", 'Tour requests') ?>
</section>
<?php
}

function isOnItsWay(array $request): bool
{
    return $request['status'] === 'REQUESTED' && !$request['is_past'];
}

function showTourRequest(array $request): void
{
    [$mood, $state, $explanation] = requestState($request);
    $name = trim("{$request['first_name']} {$request['last_name']}");
    ?>
<li class="card request">
<div>
<h3><?= e($name ?: $request['email']) ?></h3>
<p class="contact-line"><?php showContact($request['phone'], $request['email']) ?></p>
</div>
<div>
<p><strong><?= e($request['starts_at'] === null ? "{$request['entrata_tour_date']} {$request['entrata_tour_time']}" : shown($request['starts_at'])->format('D, M j, Y')) ?></strong></p>
<p><?= $request['starts_at'] === null ? '' : e(timeRange($request['starts_at'], $request['ends_at'])) ?></p>
<p><?= e($request['title']) ?></p>
<p class="quiet-text"><?= e(tourTypeName($request['tour_type'])) ?><?php if ($request['move_in_date'] !== null): ?> · moves in <?= e((new \DateTimeImmutable($request['move_in_date']))->format('M j, Y')) ?><?php endif ?></p>
</div>
<div>
<p><span class="badge <?= $mood ?>"><?= e($state) ?></span></p>
<p class="quiet-text"><?= e($explanation) ?></p>
<p class="quiet-text">Asked <?= e(dayAndTime($request['created_at'])) ?></p>
</div>
<?php if ((string) $request['message'] !== ''): ?>
<blockquote><?= nl2br(e($request['message'])) ?></blockquote>
<?php endif ?>
</li>
<?php
}

/** @return array{string, string, string} its colour, its name at Entrata, and more about it */
function requestState(array $request): array
{
    if ($request['status'] === 'CONFIRMED') {
        return ['good', 'Confirmed by Entrata', "Application {$request['external_id']}"];
    }
    if ($request['status'] === 'REJECTED') {
        return ['bad', 'Refused by Entrata', reason($request['lead_error'])];
    }
    $tries = (int) $request['attempts'] === 0 ? '' : counted((int) $request['attempts'], 'try', 'tries') . ' so far. ';
    $next = $request['next_attempt_at'] === null ? '' : 'Next ' . shown($request['next_attempt_at'])->format('g:i A T') . '. ';
    return ['wait', 'On its way to Entrata', trim($tries . $next . reason($request['lead_error']))];
}
