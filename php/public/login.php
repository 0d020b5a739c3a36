<?php

/**
 * Signing in: a form on GET; on POST a form or JSON with `email` and `password`.
 */

declare(strict_types=1);

use Portal\Account\Session;
use Portal\Account\SignIn;
use Portal\Http\Json;
use Portal\Http\Page;
use Portal\Http\Problem;
use Portal\Http\Request;

require_once __DIR__ . '/../db.php';

Page::answer(static function (): void {
    Request::requireMethod('GET', 'HEAD', 'POST');
    if (Request::method() !== 'POST') {
        $user = Session::user();
        $user === null
            ? Page::show('sign-in', 'Sign in', ['email' => '', 'problem' => null], 200, 'narrow')
            : Page::redirect($user->home());
        return;
    }
    $email = '';
    try {
        Request::rejectOtherSites();
        $fields = Request::fields();
        $email = is_string($fields['email'] ?? null) ? $fields['email'] : '';
        $password = is_string($fields['password'] ?? null) ? $fields['password'] : '';
        $user = SignIn::user($email, $password);
        Session::start($user);
        Page::redirect($user->home());
    } catch (Throwable $failure) {
        $problem = Problem::of($failure);
        if (Request::sendsJson()) {
            Json::problem($problem);
            return;
        }
        foreach ($problem->headers as $name => $value) {
            header("$name: $value");
        }
        Page::show('sign-in', 'Sign in', ['email' => $email, 'problem' => $problem], $problem->status, 'narrow');
    }
});
