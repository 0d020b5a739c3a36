<?php
declare(strict_types=1);

namespace Portal;

/** Nothing but our own style sheet and script runs on our pages; pictures come from wherever Entrata has them. */
const CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'self'; img-src 'self' https: http:; script-src 'self'; "
    . "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/**
 * Answers with a page. What goes wrong while it is made becomes a page of its own; who must sign in is led there.
 *
 * @param callable(): void $content does the work and prints the page by showPage()
 */
function answerPage(callable $content): void
{
    ob_start();
    try {
        $content();
    } catch (\Throwable $failure) {
        ob_clean();
        $problem = Problem::of($failure);
        $problem->status === 401 ? leadTo('/login.php') : showProblem($problem);
    }
    ob_end_flush();
}

/** Sends the browser to another page of ours. */
function leadTo(string $address): void
{
    pageHeaders();
    http_response_code(303);
    header("Location: $address");
}

/**
 * One whole page.
 *
 * @param callable(): void $main prints what stands between header and footer
 */
function showPage(string $title, ?User $user, callable $main, int $status = 200, string $width = 'wide'): void
{
    http_response_code($status);
    pageHeaders();
    $here = $_SERVER['SCRIPT_NAME'];
    $places = match (true) {
        $user === null => [],
        $user->isAgent() => ['/dashboard.php' => 'Dashboard', '/tours.php' => 'Tours'],
        default => ['/tours.php' => 'Tours'],
    };
    ?>
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title><?= e($title) ?> · Portal</title>
<link rel="stylesheet" href="/portal.css">
<link rel="icon" href="/portal.svg" type="image/svg+xml">
<script src="/portal.js" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="top">
<div class="inner">
<a class="brand" href="<?= e($user?->home() ?? '/login.php') ?>"><img src="/portal.svg" alt="" width="28" height="28"><span>Portal</span></a>
<?php if ($user !== null): ?>
<nav aria-label="Pages">
<?php foreach ($places as $address => $name): ?>
<a href="<?= e($address) ?>"<?= $here === $address ? ' aria-current="page"' : '' ?>><?= e($name) ?></a>
<?php endforeach ?>
</nav>
<form class="sign-out" method="post" action="/logout.php">
<?php showFormToken() ?>
<span class="who"><?= e($user->name()) ?></span>
<button class="quiet">Sign out</button>
</form>
<?php endif ?>
</div>
</header>
<main id="main" class="<?= e($width) ?>" tabindex="-1">
<?php $main() ?>
</main>
<footer><p>All times are <?= e(zoneName()) ?> (<?= e(zone()->getName()) ?>).</p></footer>
</body>
</html>
<?php
}

function pageHeaders(): void
{
    header('Content-Type: text/html; charset=utf-8');
    header('Content-Security-Policy: ' . CONTENT_SECURITY_POLICY);
    header('X-Content-Type-Options: nosniff');
    // Not "no-referrer": under that a browser would send our own forms with "Origin: null".
    header('Referrer-Policy: same-origin');
    header('Cross-Origin-Opener-Policy: same-origin');
    header('Cache-Control: no-store');
}

/** The hidden field that proves that a form is ours. */
function showFormToken(): void
{
    ?><input type="hidden" name="form_token" value="<?= e(formToken()) ?>">
<?php
}

/** A page that says what is wrong and where to go on. */
function showProblem(Problem $problem): void
{
    foreach ($problem->headers as $name => $value) {
        header("$name: $value");
    }
    // The database may be what is missing: then nobody is signed in for this page.
    try {
        $user = signedInUser();
    } catch (\PDOException) {
        $user = null;
    }
    showPage($problem->title(), $user, function () use ($problem, $user): void {
        ?>
<div class="empty">
<h1><?= e($problem->title()) ?></h1>
<p><?= e($problem->getMessage()) ?></p>
<p><a class="button" href="<?= e($user?->home() ?? '/login.php') ?>"><?= $user ? 'Go to your start page' : 'Go to sign-in' ?></a></p>
</div>
<?php
    }, $problem->status, 'narrow');
}
