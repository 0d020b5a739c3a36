<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';

use PHPUnit\Framework\TestCase;

/** The steps of docs/migrating.md, as they stand there, on a live portal over HTTP. */
final class MigratingTest extends TestCase
{
    private const CID = 4711;
    private const PROPERTY = 739076;
    private const WITHOUT_TOURS = 739083;
    private const DATABASE = 'portal_host';
    private const TABLES = ['property_operators', 'users', 'houses', 'house_photos', 'viewing_requests', 'old_entrata_clients', 'old_entrata_webhooks'];
    private OwnStage $stage;
    private HostPortal $portal;
    private int $people = 0;
    private int $booked = 0;

    protected function setUp(): void
    {
        $this->stage = new OwnStage(self::DATABASE);
        $this->portal = new HostPortal($this->stage, self::DATABASE);
    }

    protected function tearDown(): void
    {
        $this->portal->close();
        $this->stage->close();
    }

    public function test_a_portal_moves_over_file_by_file_and_every_step_can_be_undone(): void
    {
        $this->hasOneHome();
        $this->works('before anything');
        $this->makeRoom();
        $this->works('with other names for its tables');
        $this->migrate();
        $this->works('with our tables beside its own');

        $steps = $this->steps();
        self::assertCount(5, $steps);
        foreach ($steps as $number => ['file' => $file, 'php' => $php, 'sql' => $statements]) {
            $old = $this->portal->read($file);
            $this->portal->write($file, $php);
            if ($file === 'public/index.php') {
                // Each client authenticates once again.
                $this->webhook(['auth_code' => $this->stage->authCode(self::CID)]);
            }
            array_map($this->stage->value(...), $statements);
            $this->works("after step $number");
            $this->portal->write($file, $old);
            $this->works("after step $number was undone");
            $this->portal->write($file, $php);
            $this->works("after step $number again");
        }
        self::assertSame(self::CID, (int) $this->stage->value('SELECT cid FROM entrata_clients'));
        $this->isServedWhole();
        self::assertCount($this->booked, $this->stage->truth()['appointments'], 'no lead was sent twice');
    }

    /** What a renter sees once everything has moved over. */
    private function isServedWhole(): void
    {
        self::assertSame('APPROVED', $this->webhook(['request_type' => 'ACTIVATION', 'property_id' => self::PROPERTY])['result']['status']);
        $this->await('SELECT COUNT(*) > 1 FROM entrata_houses');
        $listed = array_column($this->portal->get('/getHouses.php')['houses'], 'title', 'id');
        self::assertGreaterThan(1, count($listed), 'new homes are listed too');
        self::assertNotSame('Sample Court', $listed[1], 'the row that was there is the one that is filled');
        $this->books((int) array_key_last($listed), 'a home that the old code never knew');

        $this->webhook(['request_type' => 'ACTIVATION', 'property_id' => self::WITHOUT_TOURS]);
        $house = $this->await('SELECT MIN(house_id) FROM entrata_houses WHERE property_id = ?', self::WITHOUT_TOURS);
        self::assertSame('TOURS_NOT_SUPPORTED', $this->portal->get("/getEntrataTourTimes.php?propertyId=$house", $this->signUp()[1])['tourTimes']);

        self::assertSame('SUSPENDED', $this->webhook(['request_type' => 'SUSPENDED', 'property_id' => self::PROPERTY])['result']['status']);
        self::assertSame([], array_intersect_key($listed, array_column($this->portal->get('/getHouses.php')['houses'], 'id', 'id')));
    }

    /** Waits for PHP to run the ingestion that follows its reply to a webhook; returns the first value that counts. */
    private function await(string $sql, mixed ...$values): int
    {
        for ($end = microtime(true) + 60; !($found = (int) $this->stage->value($sql, ...$values)); usleep(50_000)) {
            self::assertLessThan($end, microtime(true), "not within a minute: $sql: {$this->portal->log()}");
        }
        return $found;
    }

    /** A renter signs up, a webhook is answered, the home is listed, tour times are shown, and a tour is booked. */
    private function works(string $when): void
    {
        $this->webhook(['request_type' => 'ACTIVATION', 'property_id' => self::PROPERTY]);
        self::assertContains(1, array_column($this->portal->get('/getHouses.php')['houses'], 'id'), $when);
        $this->books(1, $when);
    }

    private function books(int $house, string $when): void
    {
        [$email, $jwt] = $this->signUp();
        $days = $this->portal->get("/getEntrataTourTimes.php?propertyId=$house", $jwt)['tourTimes'];
        $day = array_key_last($days);
        $times = $days[$day];
        self::assertMatchesRegularExpression('/^\d+:\d\d M[SD]T - \d+:\d\d M[SD]T$/', end($times), $when);
        $form = ['jwt' => $jwt, 'houseId' => $house, 'message' => 'Grüße', 'entrataSlotDate' => $day, 'entrataSlotTime' => end($times)];
        $booked = $this->portal->post('/requestViewing.php', $form);
        $this->booked++;
        self::assertSame('Your tour is booked.', $booked['text'] ?? null, $when);
        [$tour] = $this->portal->get('/getViewings.php', $jwt)['viewings'];
        self::assertSame(['Booked', $booked['lead']], [$tour['status'], $tour['external_id']], $when);
        self::assertContains($email, array_column($this->stage->truth()['appointments'], 'email'), $when);
    }

    /** @return array{string, string} the address and the token of a new student */
    private function signUp(): array
    {
        $email = 'riley' . ++$this->people . '@example.com';
        $person = ['firstName' => 'Riley', 'lastName' => 'Renter', 'email' => $email, 'password' => 'x', 'university' => 'Köln'];
        return [$email, $this->portal->post('/signUp.php', $person)['jwt']];
    }

    private function hasOneHome(): void
    {
        $this->webhook(['auth_code' => $this->stage->authCode(self::CID)]);
        $this->stage->value(
            "INSERT INTO houses (slug, title, lat, lng, currency, status, entrata_cid, entrata_property_id, entrata_floorplan_id)
                VALUES (UUID(), 'Sample Court', 39.7, -105, 'USD', 1, ?, ?, 50001)",
            self::CID,
            self::PROPERTY,
        );
    }

    private function makeRoom(): void
    {
        $section = $this->section('Before 1: make room for our tables');
        [$views, $swap] = self::blocks($section, 'sql');
        array_map($this->stage->value(...), self::statements($views));
        [$edit] = self::blocks($section, 'console');
        exec('cd ' . escapeshellarg($this->portal->folder) . ' && ' . substr(trim($edit), 2), $output, $status);
        self::assertSame(0, $status);
        $this->works('while both names are valid');
        array_map($this->stage->value(...), self::statements($swap));
    }

    private function migrate(): void
    {
        $section = $this->section('Before 2: settings and map');
        [$configure] = self::blocks($section, 'php');
        $this->portal->write('bootstrap.php', $this->portal->read('bootstrap.php') . $configure);
        $this->portal->write('portal.toml', self::blocks($section, 'toml')[0]);
        $before = $this->tables();
        [$code, $output] = $this->portal->entrata('migrate', '--check');
        self::assertSame(0, $code, $output);
        [$code, $output] = $this->portal->entrata('migrate');
        self::assertSame(0, $code, $output);
        self::assertSame($before, $this->tables(), "migrate alters none of the portal's tables");
        [$finished] = self::blocks($this->section('Before 3: check and migrate'), 'sql');
        array_map($this->stage->value(...), self::statements($finished));
    }

    /** @return array<string, mixed> the response to a webhook */
    private function webhook(array $fields): array
    {
        $query = Stage::credentials() . '&' . http_build_query(['cid' => self::CID] + $fields);
        $response = $this->portal->get("/index.php?$query")['response'];
        self::assertSame(200, $response['code'], json_encode($response));
        return $response;
    }

    /** @return list<string> the definitions of the portal's tables */
    private function tables(): array
    {
        return array_map(
            // The rows have moved on; the definition has not.
            fn(string $table): string => preg_replace('/ AUTO_INCREMENT=\d+/', '', Stage::row('SHOW CREATE TABLE ' . self::DATABASE . ".$table")['Create Table']),
            self::TABLES,
        );
    }

    /** @return array<int, array{file: string, php: string, sql: list<string>}> the steps of the page, by their numbers */
    private function steps(): array
    {
        $steps = [];
        foreach (preg_split('/^## /m', self::page()) as $section) {
            if (preg_match('~^Step (\d): `([a-z_/]+\.php)`$~m', $section, $title)) {
                $sql = array_merge([], ...array_map(self::statements(...), self::blocks($section, 'sql')));
                $steps[(int) $title[1]] = ['file' => $title[2], 'php' => self::blocks($section, 'php')[0], 'sql' => $sql];
            }
        }
        return $steps;
    }

    private function section(string $title): string
    {
        preg_match('/^## ' . preg_quote($title, '/') . '\n(.*?)(?=^## )/ms', self::page(), $found);
        return $found[1];
    }

    private static function page(): string
    {
        return file_get_contents(__DIR__ . '/../../docs/migrating.md');
    }

    /** @return list<string> the code blocks of a language */
    private static function blocks(string $section, string $language): array
    {
        preg_match_all("/^```$language\n(.*?)^```$/ms", $section, $blocks);
        return $blocks[1];
    }

    /** @return list<string> */
    private static function statements(string $sql): array
    {
        return preg_split('/;\n/', trim($sql));
    }
}
