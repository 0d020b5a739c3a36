<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * @var string $email
 * @var ?string $next the page to go on to
 * @var ?\Portal\Http\Problem $problem
 */
?>
<div class="card sign-in">
<h1>Sign in</h1>
<p class="lead"><?= $next === null ? 'Find a home, choose a tour time, and keep track of your tours.' : 'Please sign in to continue.' ?></p>
<?php if ($problem !== null): ?>
<p class="notice bad" role="alert" id="problem"><?= e($problem->getMessage()) ?></p>
<?php endif ?>
<form method="post" action="/login.php">
<?php if ($next !== null): ?>
<input type="hidden" name="next" value="<?= e($next) ?>">
<?php endif ?>
<label for="email">Email</label>
<input id="email" name="email" type="email" autocomplete="username" required maxlength="254" value="<?= e($email) ?>"<?= $problem ? ' aria-describedby="problem"' : '' ?><?= $email === '' ? ' autofocus' : '' ?>>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="200"<?= $problem ? ' aria-describedby="problem"' : '' ?><?= $email === '' ? '' : ' autofocus' ?>>
<button class="primary" data-busy="Signing in…">Sign in</button>
</form>
</div>
