<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * A page that says what went wrong and where to go on.
 *
 * @var \Portal\Http\Problem $problem
 * @var ?\Portal\Account\User $user
 */
?>
<div class="empty">
<h1><?= e($problem->title()) ?></h1>
<p><?= e($problem->getMessage()) ?></p>
<p><a class="button" href="<?= e($user?->home() ?? '/login.php') ?>"><?= $user === null ? 'Go to sign-in' : 'Back to home' ?></a></p>
</div>
