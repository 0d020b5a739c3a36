<?php
declare(strict_types=1);

/** Signing in: a form on GET; on POST a form or JSON with `email` and `password`. */

require __DIR__ . '/portal/load.php';
require __DIR__ . '/portal/sign_in.php';
require __DIR__ . '/views/sign_in.php';

Portal\answerPage(function (): void {
    Portal\allowMethods('GET', 'HEAD', 'POST');
    if ($_SERVER['REQUEST_METHOD'] !== 'POST') {
        $user = Portal\signedInUser();
        $user === null ? Portal\showSignIn() : Portal\leadTo($user->home());
        return;
    }
    $email = '';
    try {
        Portal\refuseOtherSites();
        $fields = Portal\bodyFields();
        $email = is_string($fields['email'] ?? null) ? $fields['email'] : '';
        $password = is_string($fields['password'] ?? null) ? $fields['password'] : '';
        $user = Portal\User::find(Portal\userByPassword($email, $password));
        Portal\signIn($user->id);
        Portal\leadTo($user->home());
    } catch (Throwable $failure) {
        $problem = Portal\Problem::of($failure);
        Portal\sendsJson() ? Portal\answerProblem($problem) : Portal\showSignIn($email, $problem);
    }
});
