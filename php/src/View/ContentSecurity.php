<?php

declare(strict_types=1);

namespace Portal\View;

use Portal\Settings;

/**
 * What our pages may load: our own style sheet and script, and pictures over TLS from wherever Entrata keeps them.
 */
final class ContentSecurity
{
    public static function policy(): string
    {
        $pictures = trim("'self' https: " . self::developmentOrigin());
        return "default-src 'none'; style-src 'self'; img-src $pictures; script-src 'self'; connect-src 'self'; "
            . "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    }

    /**
     * The sandbox of `entrata sandbox` serves its pictures without TLS, from this machine.
     */
    public static function developmentOrigin(): ?string
    {
        $local = '~^(http://(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?)(?:/|$)~D';
        return preg_match($local, Settings::get('api_url') ?? '', $parts) === 1 ? $parts[1] : null;
    }
}
