<?php

declare(strict_types=1);

namespace Portal\Http;

use Portal\Account\ReturnAddress;
use Portal\Account\Session;
use Portal\View\ContentSecurity;
use Portal\View\Template;

/**
 * HTML responses.
 */
final class Page
{
    /**
     * Runs a page. A failure becomes a page of its own; a visitor who must sign in goes to the sign-in page.
     *
     * @param callable(): void $content does the work and calls `show()` or `redirect()`
     */
    public static function answer(callable $content): void
    {
        ini_set('display_errors', '0');
        ob_start();
        try {
            $content();
        } catch (\Throwable $failure) {
            ob_clean();
            $problem = Problem::of($failure);
            $problem->status === 401 ? self::signIn() : self::problem($problem);
        }
        ob_end_flush();
    }

    /**
     * Shows a template inside the layout.
     *
     * @param array<string, mixed> $variables of the template
     * @param string $width `wide` or `narrow`
     */
    public static function show(
        string $template,
        string $title,
        array $variables,
        int $status = 200,
        string $width = 'wide',
    ): void {
        http_response_code($status);
        self::headers();
        echo Template::render('layout', [
            'title' => $title,
            'width' => $width,
            'user' => $variables['user'] ?? null,
            'main' => Template::render($template, $variables),
        ]);
    }

    /**
     * Sends the browser to another page of ours.
     */
    public static function redirect(string $address): void
    {
        self::headers();
        http_response_code(303);
        header("Location: $address");
    }

    private static function signIn(): void
    {
        $next = ReturnAddress::of($_SERVER);
        self::redirect('/login.php' . ($next === null ? '' : '?' . http_build_query(['next' => $next])));
    }

    private static function problem(Problem $problem): void
    {
        foreach ($problem->headers as $name => $value) {
            header("$name: $value");
        }
        // The database may be what failed: then this page is for a visitor.
        try {
            $user = Session::user();
        } catch (\Throwable) {
            $user = null;
        }
        self::show('problem', $problem->title(), ['problem' => $problem, 'user' => $user], $problem->status, 'narrow');
    }

    private static function headers(): void
    {
        header('Content-Type: text/html; charset=utf-8');
        header('Content-Security-Policy: ' . ContentSecurity::policy());
        header('X-Content-Type-Options: nosniff');
        // Not "no-referrer": with that, a browser sends our own forms with "Origin: null".
        header('Referrer-Policy: same-origin');
        header('Cross-Origin-Opener-Policy: same-origin');
        header('Cache-Control: no-store');
    }
}
