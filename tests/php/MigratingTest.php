<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';

use PHPUnit\Framework\TestCase;

/** The steps of docs/migrating.md, as they stand there, on a small portal with PHP of its own. */
final class MigratingTest extends TestCase
{
    private const CID = 4711;
    private const PROPERTY = 739076;
    private OwnStage $stage;
    private string $folder;
    private int $booked = 0;

    protected function setUp(): void
    {
        $this->stage = new OwnStage('portal_old');
        $this->folder = sys_get_temp_dir() . '/entrata-old-portal-' . getmypid();
        mkdir($this->folder);
        array_map(fn (string $file) => copy($file, "$this->folder/" . basename($file)), glob(__DIR__ . '/old_portal/*.php'));
    }

    protected function tearDown(): void
    {
        putenv('ENTRATA_PORTAL_MAP');
        array_map(unlink(...), glob("$this->folder/*"));
        rmdir($this->folder);
        $this->stage->close();
    }

    public function test_a_portal_moves_over_file_by_file_and_every_step_can_be_undone(): void
    {
        foreach (explode(";\n", file_get_contents(__DIR__ . '/old_portal/tables.sql')) as $statement) {
            trim($statement) === '' || $this->stage->value($statement);
        }
        $this->webhook(['auth_code' => $this->stage->authCode(self::CID)]);
        $this->stage->value("INSERT INTO houses (title, cid, property_id, floorplan_id, on_market) VALUES ('Sample Court', ?, ?, 50001, 1)", self::CID, self::PROPERTY);
        $this->works('before anything');

        $before = $this->section('Before: install, map, migrate');
        preg_match('/^ *```toml\n(.*?)^ *```$/ms', $before, $map);
        file_put_contents("$this->folder/portal.toml", $map[1]);
        putenv("ENTRATA_PORTAL_MAP=$this->folder/portal.toml");
        array_map($this->stage->value(...), $this->statements($before));
        $tables = $this->portalTables();
        $this->stage->entrata('migrate', '--check');
        $this->stage->migrate();
        self::assertSame($tables, $this->portalTables(), "migrate alters none of the portal's tables");
        $this->works('with our tables beside them');

        $steps = $this->steps();
        self::assertCount(5, $steps);
        foreach ($steps as $number => ['file' => $file, 'php' => $php, 'sql' => $statements]) {
            $old = file_get_contents("$this->folder/$file");
            file_put_contents("$this->folder/$file", $php);
            if ($file === 'index.php') {
                // Each client authenticates once again.
                $this->webhook(['auth_code' => $this->stage->authCode(self::CID)]);
            }
            array_map($this->stage->value(...), $statements);
            $this->works("after step $number");
            file_put_contents("$this->folder/$file", $old);
            $this->works("after step $number was undone");
            file_put_contents("$this->folder/$file", $php);
            $this->works("after step $number again");
        }
        self::assertSame(self::CID, (int) $this->stage->value('SELECT cid FROM entrata_clients'));
        // The row that was there before is the one that an ingestion fills.
        $this->webhook(['request_type' => 'ACTIVATION', 'property_id' => self::PROPERTY]);
        $this->stage->entrata('worker', '--once');
        $filled = "SELECT h.id FROM houses h JOIN entrata_houses e ON e.house_id = h.id
            WHERE e.floorplan_id = 50001 AND h.title <> 'Sample Court' AND h.on_market = 1";
        self::assertSame(1, (int) $this->stage->value($filled));
        self::assertCount($this->booked, $this->stage->truth()['appointments']);
    }

    /** A webhook is answered, tour times are shown, and a tour is booked. */
    private function works(string $when): void
    {
        $this->webhook(['request_type' => 'ACTIVATION', 'property_id' => self::PROPERTY]);
        $email = 'riley' . ++$this->booked . '@example.com';
        $output = $this->php('story.php', ['1', $email]);
        $shown = json_decode($output, true);
        self::assertIsArray($shown, "$when: $output");
        self::assertMatchesRegularExpression('/^\d+:\d\d M[SD]T - \d+:\d\d M[SD]T$/', $shown['slot']['time'], $when);
        self::assertSame(['CONFIRMED', $shown['lead']], array_values($shown['row']), $when);
        self::assertContains($email, array_column($this->stage->truth()['appointments'], 'email'), $when);
    }

    private function webhook(array $fields): void
    {
        $query = Stage::credentials() . '&' . http_build_query(['cid' => self::CID] + $fields);
        $reply = json_decode($this->php('index.php', [], ['QUERY_STRING' => $query]), true);
        self::assertSame(200, $reply['response']['code'] ?? null, json_encode([$reply, $fields]));
    }

    /** @return array<int, array{file: string, php: string, sql: list<string>}> the steps of the page, by their numbers */
    private function steps(): array
    {
        $steps = [];
        $page = file_get_contents(__DIR__ . '/../../docs/migrating.md');
        foreach (preg_split('/^## /m', $page) as $section) {
            if (preg_match('/^Step (\d): `([a-z_]+\.php)`$/m', $section, $title)) {
                preg_match('/^```php\n(.*?)^```$/ms', $section, $php);
                $steps[(int) $title[1]] = ['file' => $title[2], 'php' => $php[1], 'sql' => $this->statements($section)];
            }
        }
        return $steps;
    }

    private function section(string $title): string
    {
        $page = file_get_contents(__DIR__ . '/../../docs/migrating.md');
        preg_match('/^## ' . preg_quote($title, '/') . '\n(.*?)(?=^## )/ms', $page, $found);
        return $found[1];
    }

    /** @return list<string> the SQL statements of a section */
    private function statements(string $section): array
    {
        preg_match_all('/^ *```sql\n(.*?)^ *```$/ms', $section, $blocks);
        $statements = array_merge([], ...array_map(fn (string $block): array => preg_split('/;\n/', trim($block)), $blocks[1]));
        return array_values(array_filter($statements, fn (string $statement): bool => trim($statement) !== ''));
    }

    /** @return list<string> the definitions of the portal's tables */
    private function portalTables(): array
    {
        $definition = function (string $table): string {
            return (string) (Stage::row("SHOW CREATE TABLE portal_old.$table")['Create Table'] ?? '');
        };
        return array_map($definition, ['users', 'houses', 'viewings', 'property_operators', 'house_images']);
    }

    private function php(string $file, array $arguments = [], array $environment = []): string
    {
        preg_match('~socket=([^&]+)~', $this->stage->settings['ENTRATA_DATABASE_URL'], $socket);
        $process = proc_open(
            [PHP_BINARY, '-d', 'extension=' . Script::extension(), '-d', 'error_log=/dev/null', '-d', 'display_errors=1', "$this->folder/$file", ...$arguments],
            [1 => ['pipe', 'w'], 2 => ['redirect', 1]],
            $pipes,
            null,
            $environment + ['ENTRATA_TOUR_CACHE_SECONDS' => '0', 'OLD_PORTAL_DSN' => 'mysql:unix_socket=' . rawurldecode($socket[1]) . ';dbname=portal_old;charset=utf8mb4'] + $this->stage->settings + getenv(),
        );
        $output = stream_get_contents($pipes[1]);
        self::assertSame(0, proc_close($process), $output);
        return $output;
    }
}
