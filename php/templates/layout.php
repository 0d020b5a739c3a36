<?php

declare(strict_types=1);

namespace Portal\View;

use Portal\Account\Session;

/**
 * The frame of every page.
 *
 * @var string $title
 * @var string $width
 * @var ?\Portal\Account\User $user
 * @var string $main
 */

$here = $_SERVER['SCRIPT_NAME'] ?? '';
$places = match (true) {
    $user === null => [],
    $user->isAgent() => ['/dashboard.php' => 'Dashboard', '/tours.php' => 'Tours'],
    default => ['/tours.php' => 'Tours'],
};
?>
<!doctype html>
<html lang="en-US">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title><?= e($title) ?> · Portal</title>
<link rel="stylesheet" href="/css/portal.css">
<link rel="icon" href="/img/portal.svg" type="image/svg+xml">
<script src="/js/portal.js" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="top">
<div class="inner">
<a class="brand" href="<?= e($user?->home() ?? '/login.php') ?>"><img src="/img/portal.svg" alt="" width="28" height="28"><span>Portal</span></a>
<?php if ($user !== null): ?>
<nav aria-label="Main">
<?php foreach ($places as $address => $name): ?>
<a href="<?= e($address) ?>"<?= $here === $address ? ' aria-current="page"' : '' ?>><?= e($name) ?></a>
<?php endforeach ?>
</nav>
<form class="sign-out" method="post" action="/logout.php">
<input type="hidden" name="form_token" value="<?= e(Session::formToken()) ?>">
<span class="who"><?= e($user->isAgent() ? $user->email : $user->name()) ?></span>
<button class="quiet">Sign out</button>
</form>
<?php endif ?>
</div>
</header>
<main id="main" class="<?= e($width) ?>" tabindex="-1">
<?= $main ?>
</main>
<footer><p>Times are shown in <?= e(Clock::zoneName()) ?>, unless a page says otherwise.</p></footer>
</body>
</html>
