<?php

declare(strict_types=1);

/** A PHP process of benches/php/worker.php. */
final class Worker
{
    /** @var resource */
    private $process;
    private array $pipes = [];

    /** @param array<string, string> $changes of the environment */
    public function __construct(public readonly string $variant, array $changes = [])
    {
        $extension = $variant === 'extension' ? ['-d', 'extension=' . getenv('BENCH_EXTENSION')] : [];
        $command = ['php', ...$extension, '-d', 'opcache.enable_cli=1', '-d', 'memory_limit=1G', __DIR__ . '/../php/worker.php', $variant];
        $this->process = proc_open($command, [['pipe', 'r'], ['pipe', 'w'], STDERR], $this->pipes, null, $changes + getenv());
    }

    public function ask(string $work, array $arguments = [], int $times = 1, bool $loop = false): array
    {
        $this->send($work, $arguments, $times, $loop);
        return $this->answer();
    }

    public function send(string $work, array $arguments = [], int $times = 1, bool $loop = false): void
    {
        fwrite($this->pipes[0], json_encode(['work' => $work, 'arguments' => $arguments, 'times' => $times, 'loop' => $loop]) . "\n");
    }

    public function answer(): array
    {
        $line = fgets($this->pipes[1]);
        $answer = $line === false ? ['failure' => 'the process ended'] : json_decode($line, true);
        if (isset($answer['failure'])) {
            fwrite(STDERR, "$this->variant: {$answer['failure']}\n");
            exit(1);
        }
        return $answer;
    }

    public function end(): void
    {
        array_map(fclose(...), $this->pipes);
        proc_close($this->process);
    }
}

/** @return array<string, Worker> */
function workers(array $variants, array $changes = []): array
{
    return array_combine($variants, array_map(fn(string $variant): Worker => new Worker($variant, $changes), $variants));
}
