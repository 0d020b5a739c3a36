<?php
declare(strict_types=1);

namespace Portal;

function showSignIn(string $email = '', ?Problem $problem = null): void
{
    foreach ($problem?->headers ?? [] as $name => $value) {
        header("$name: $value");
    }
    showPage('Sign in', null, function () use ($email, $problem): void {
        ?>
<div class="card sign-in">
<h1>Sign in</h1>
<p class="lead">Find a home, choose a tour time, and see your tours in one place.</p>
<?php if ($problem !== null): ?>
<p class="notice bad" role="alert" id="problem"><?= e($problem->getMessage()) ?></p>
<?php endif ?>
<form method="post" action="/login.php">
<label for="email">E-mail</label>
<input id="email" name="email" type="email" autocomplete="username" required maxlength="254" value="<?= e($email) ?>"<?= $email === '' ? ' autofocus' : '' ?>>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required<?= $problem ? ' aria-describedby="problem"' : '' ?><?= $email === '' ? '' : ' autofocus' ?>>
<button class="primary" data-busy="Signing in…">Sign in</button>
</form>
</div>
<?php
    }, $problem->status ?? 200, 'narrow');
}
