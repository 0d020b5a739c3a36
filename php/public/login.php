<?php

/**
 * Signing in: a form on GET; on POST a form or JSON with `email` and `password`. `next` is the page to go on to.
 */

declare(strict_types=1);

use Portal\Account\ReturnAddress;
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
        $next = ReturnAddress::read($_GET['next'] ?? null);
        $user === null
            ? Page::show('sign-in', 'Sign in', ['email' => '', 'next' => $next, 'problem' => null], 200, 'narrow')
            : Page::redirect($next ?? $user->home());
        return;
    }
    $email = '';
    $next = null;
    try {
        Request::rejectOtherSites();
        $fields = Request::fields();
        $email = is_string($fields['email'] ?? null) ? $fields['email'] : '';
        $next = ReturnAddress::read($fields['next'] ?? null);
        $password = is_string($fields['password'] ?? null) ? $fields['password'] : '';
        $user = SignIn::user($email, $password);
        Session::start($user);
        Page::redirect($next ?? $user->home());
    } catch (Throwable $failure) {
        $problem = Problem::of($failure);
        if (Request::sendsJson()) {
            Json::problem($problem);
            return;
        }
        foreach ($problem->headers as $name => $value) {
            header("$name: $value");
        }
        $variables = ['email' => $email, 'next' => $next, 'problem' => $problem];
        Page::show('sign-in', 'Sign in', $variables, $problem->status, 'narrow');
    }
});
