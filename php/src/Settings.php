<?php

declare(strict_types=1);

namespace Portal;

/**
 * The settings that the pages need, from the places where the extension looks for them.
 */
final class Settings
{
    /** @var array<string, mixed> */
    private static array $configured = [];

    /**
     * Sets settings for the current request, in the pages and in the extension.
     *
     * Call it before a page runs, for example from `auto_prepend_file`, where a portal keeps its settings in `$_ENV` or
     * a secrets manager.
     *
     * @param array<string, mixed> $settings by lower-case name without `entrata_`
     */
    public static function configure(#[\SensitiveParameter] array $settings): void
    {
        if (function_exists('Entrata\configure')) {
            \Entrata\configure($settings);
        }
        self::$configured = $settings + self::$configured;
    }

    /**
     * Returns a setting, trimmed, or null if it is not set: `configure()` first, then php.ini, then the environment.
     */
    public static function get(string $name): ?string
    {
        $places = [
            self::$configured[$name] ?? null,
            ini_get("entrata.$name"),
            getenv('ENTRATA_' . strtoupper($name)),
        ];
        foreach ($places as $value) {
            if (is_scalar($value) && trim((string) $value) !== '') {
                return trim((string) $value);
            }
        }
        return null;
    }
}
