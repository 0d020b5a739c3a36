<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';

use PHPUnit\Framework\TestCase;

/** One PHP-FPM process serves two accounts with Entrata, each with a database of its own. */
final class TwoPortalsTest extends TestCase
{
    private const CID = 4711;
    private const PROPERTY = 739076;
    private const ROUNDS = 24;
    private const PAGE = <<<'PHP'
        <?php
        $portals = array_map(fn (array $settings) => new Entrata\Portal($settings), json_decode(file_get_contents(__DIR__ . '/../settings.json'), true));
        [$one, $other] = $_GET['viewing'] % 2 ? ['one', 'other'] : ['other', 'one'];
        $logged = $sent = $times = [];
        foreach ([$one, $other, $one] as $name) {
            $logged[$name] = $portals[$name]->logWebhook('ACTIVATION', 4711, 739076, "account=$name");
            $times[$name] = $portals[$name]->getTourAvailability((int) $_GET[$name])['timeZone'];
        }
        foreach ([$other, $one] as $name) {
            $sent[$name] = $portals[$name]->sendLeadToEntrataFromViewing((int) $_GET['viewing'])['status'];
        }
        $zones = ['one' => 'America/New_York', 'other' => 'America/Los_Angeles'];
        $isRight = $times === [$one => $zones[$one], $other => $zones[$other]] && array_diff($sent, ['CONFIRMED', 'PENDING']) === [];
        http_response_code($isRight ? 200 : 418);
        PHP;
    /** @var array<string, OwnStage> */
    private array $stages;
    private string $folder;
    private WebServer $server;

    protected function setUp(): void
    {
        $this->folder = sys_get_temp_dir() . '/entrata-two-portals-' . getmypid();
        mkdir("$this->folder/public", 0700, true);
        $data = json_decode(file_get_contents(__DIR__ . '/../../src/sandbox/world/built_in.json'), true);
        $account = ['client_id' => 'other.portal', 'client_secret' => 'other-secret'];
        file_put_contents("$this->folder/data.json", json_encode($account + $data));
        $this->stages = [
            'one' => new OwnStage('portal_one'),
            'other' => new OwnStage('portal_other', ['--limits', 'none', '--data', "$this->folder/data.json"]),
        ];
        $settings = [];
        foreach ($this->stages as $name => $stage) {
            $stage->migrate();
            foreach ($stage->settings as $setting => $value) {
                $settings[$name][strtolower(substr($setting, 8))] = $value;
            }
            unset($settings[$name]['stage'], $settings[$name]['test_database_url']);
        }
        $zones = ['one' => ['time_zone' => 'America/New_York'], 'other' => ['time_zone' => 'America/Los_Angeles'] + $account];
        foreach ($zones as $name => $own) {
            $settings[$name] = $own + ['token_key' => base64_encode(random_bytes(32)), 'spool_dir' => "$this->folder/$name", 'log' => 'warn'] + $settings[$name];
        }
        file_put_contents("$this->folder/settings.json", json_encode($settings));
        file_put_contents("$this->folder/public/page.php", self::PAGE);
        $this->server = new WebServer($this->folder, "$this->folder/public", ['clear_env = yes']);
    }

    protected function tearDown(): void
    {
        $this->server->close();
        array_map(fn(OwnStage $stage) => $stage->close(), $this->stages);
        exec('rm -rf ' . escapeshellarg($this->folder));
    }

    public function test_two_accounts_are_served_by_turns_under_load(): void
    {
        $settings = json_decode(file_get_contents("$this->folder/settings.json"), true);
        $houses = [];
        foreach ($this->stages as $name => $stage) {
            $portal = new Entrata\Portal($settings[$name]);
            $query = http_build_query(array_intersect_key($settings[$name], ['client_id' => 0, 'client_secret' => 0]) + ['cid' => self::CID]);
            $code = rawurlencode($stage->authCode(self::CID));
            self::assertSame(200, $portal->handleWebhook("$query&auth_code=$code")->status);
            self::assertSame(200, $portal->handleWebhook("$query&request_type=ACTIVATION&property_id=" . self::PROPERTY)->status);
            $portal->runJobs();
            $houses[$name] = (int) $stage->value('SELECT MIN(house_id) FROM entrata_houses');
            $this->requestTours($name, $houses[$name], $portal->getTourAvailability($houses[$name]));
        }
        $url = fn(int $viewing) => "{$this->server->url}/page.php?" . http_build_query(['viewing' => $viewing] + $houses);
        self::assertSame([200 => self::ROUNDS], Pages::load(array_map($url, range(1, self::ROUNDS)), 4), $this->server->log());
        foreach ($this->stages as $name => $stage) {
            // As if time had passed for a lead whose first attempt was cut short by the load.
            $stage->value("UPDATE entrata_viewings SET lease_until = NULL, next_attempt_at = NULL, sent_at = sent_at - INTERVAL 1 HOUR WHERE status = 'REQUESTED'");
            $stage->value('UPDATE entrata_prospect_leases SET lease_until = NULL');
            (new Entrata\Portal($settings[$name]))->runJobs(100);
            $booked = array_column($stage->truth()['appointments'], 'email');
            sort($booked);
            self::assertSame(array_map(fn(int $round) => sprintf("%s-%03d@example.com", $name, $round), range(1, self::ROUNDS)), $booked);
            $logged = "SELECT CONCAT(COUNT(*), ' ', SUM(raw_query = 'account=$name')) FROM entrata_webhooks WHERE raw_query LIKE 'account=%'";
            $count = (int) $stage->value($logged);
            self::assertSame("$count $count", $stage->value($logged));
        }
        $counts = array_map(fn(OwnStage $stage) => (int) $stage->value("SELECT COUNT(*) FROM entrata_webhooks WHERE raw_query LIKE 'account=%'"), $this->stages);
        self::assertSame(3 * self::ROUNDS, array_sum($counts));
    }

    /** Renters of one account request a tour each; the viewing of a round has the round's number as its id. */
    private function requestTours(string $name, int $house, array $times): void
    {
        $slots = array_merge(...array_column($times['tourTimes'], 'slots'));
        self::assertGreaterThanOrEqual(self::ROUNDS, count($slots));
        foreach (range(1, self::ROUNDS) as $round) {
            $raw = $slots[$round - 1]['raw'];
            $this->stages[$name]->value("INSERT INTO users (role, first_name, last_name, email) VALUES ('USER', 'Riley', 'Renter', ?)", sprintf("%s-%03d@example.com", $name, $round));
            $this->stages[$name]->value(
                'INSERT INTO viewings (id, user_id, house_id, entrata_tour_date, entrata_tour_time) VALUES (?, LAST_INSERT_ID(), ?, ?, ?)',
                $round,
                $house,
                $raw['date'],
                $raw['time'],
            );
        }
    }
}
