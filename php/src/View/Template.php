<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * Files of `templates/`.
 */
final class Template
{
    /**
     * Renders a template with these variables.
     *
     * @param string $name such as `tours` or `parts/pages`
     * @param array<string, mixed> $variables
     */
    public static function render(string $name, array $variables = []): string
    {
        $file = dirname(__DIR__, 2) . "/templates/$name.php";
        $level = ob_get_level();
        ob_start();
        try {
            (static function (string $__file, array $__variables): void {
                extract($__variables, EXTR_SKIP);
                require $__file;
            })($file, $variables);
            return (string) ob_get_clean();
        } catch (\Throwable $failure) {
            while (ob_get_level() > $level) {
                ob_end_clean();
            }
            throw $failure;
        }
    }
}
