<?php

declare(strict_types=1);

/** A piece of PHP in a process of its own, with the extension and with settings of the test's choosing. */
final class Script
{
    private function __construct(
        public readonly int $status,
        public readonly string $output,
        public readonly string $errors,
    ) {}

    /**
     * @param array<string, string> $environment the only ENTRATA_ variables that it sees
     * @param array<string, string> $ini
     * @param list<string> $given what the code finds behind `$argv[0]`
     */
    public static function run(string $code, array $environment = [], array $ini = [], array $given = []): self
    {
        $arguments = [];
        foreach ($ini + ['extension' => self::extension(), 'display_errors' => 'stderr', 'log_errors' => '0'] as $name => $value) {
            array_push($arguments, '-d', "$name=\"$value\"");
        }
        $outside = array_filter(getenv(), fn(string $name) => !str_starts_with($name, 'ENTRATA_'), ARRAY_FILTER_USE_KEY);
        $process = proc_open(
            [PHP_BINARY, '-n', ...$arguments, '-r', $code, '--', ...$given],
            [['file', '/dev/null', 'r'], ['pipe', 'w'], ['file', $errors = tempnam(sys_get_temp_dir(), 'entrata'), 'w']],
            $pipes,
            env_vars: $environment + $outside,
        );
        $output = stream_get_contents($pipes[1]);
        $status = proc_close($process);
        $written = file_get_contents($errors);
        unlink($errors);
        return new self($status, $output, $written);
    }

    /** Where the extension under test was loaded from. */
    public static function extension(): string
    {
        preg_match('/\S*libentrata\.so|\S*entrata\.so/', (string) file_get_contents('/proc/self/maps'), $found);
        return $found[0] ?? throw new LogicException('the extension is not mapped from a file');
    }
}
