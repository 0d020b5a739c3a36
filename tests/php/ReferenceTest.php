<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';

use PHPUnit\Framework\TestCase;

/** docs/reference/php: the pages follow the stubs, and each example runs. */
final class ReferenceTest extends TestCase
{
    private const PAGES = __DIR__ . '/../../docs/reference/php';
    private static OwnStage $stage;
    private static int $house;

    public static function setUpBeforeClass(): void
    {
        self::$stage = new OwnStage('portal_reference');
        self::$stage->migrate();
        self::$house = self::$stage->activate(4711, 739076);
    }

    public static function tearDownAfterClass(): void
    {
        self::$stage->close();
    }

    public function test_the_pages_follow_the_stubs(): void
    {
        exec(escapeshellarg(PHP_BINARY) . ' -n scripts/php-reference.php --check 2>&1', $output, $status);
        self::assertSame([0, []], [$status, $output]);
    }

    public function test_the_page_of_each_function_has_an_example(): void
    {
        $with = array_map(fn(array $page): string => $page[0], iterator_to_array(self::pagesWithAnExample()));
        self::assertSame([], array_diff(glob(self::PAGES . '/[a-z]*.md'), $with));
    }

    /** @dataProvider pagesWithAnExample */
    public function test_the_example_runs(string $page, string $example): void
    {
        ['ENTRATA_DATABASE_URL' => $url, 'ENTRATA_CLIENT_ID' => $id, 'ENTRATA_CLIENT_SECRET' => $secret,
            'ENTRATA_TOKEN_KEY' => $key] = self::$stage->settings + getenv();
        $given = [
            'url' => $url, 'id' => $id, 'secret' => $secret, 'key' => $key, 'cid' => 4711, 'propertyId' => 739076, 'houseId' => self::$house, 'viewingId' => self::viewing(),
            'authCode' => self::$stage->authCode(4711),
            'rawQuery' => Stage::credentials() . '&cid=4711&property_id=739076&request_type=ACTIVATION',
        ];
        // An ingestion is due once a minute; this one follows the one before at once.
        Stage::database()->exec('DELETE FROM portal_reference.entrata_rate_limits');
        $script = Script::run('extract(' . var_export($given, true) . ");\n" . $example, ['ENTRATA_LOG' => 'off'] + self::$stage->settings);
        self::assertSame([0, ''], [$script->status, $script->errors]);
        if (!preg_match('/configure|setLogger|logWebhook|ingestProperty/', $page)) {
            self::assertNotSame('', $script->output);
        }
    }

    public static function pagesWithAnExample(): iterable
    {
        foreach (glob(self::PAGES . '/*.md') as $page) {
            if (preg_match('/^```php\n(.*?)^```$/ms', file_get_contents($page), $example)) {
                yield basename($page, '.md') => [$page, $example[1]];
            }
        }
    }

    /** The id of a new viewing whose slot Entrata offers. */
    private static function viewing(): int
    {
        static $user = null;
        $database = Stage::database();
        if ($user === null) {
            $database->exec("INSERT INTO portal_reference.users (role, first_name, last_name, email) VALUES ('USER', 'Riley', 'Renter', 'riley@example.com')");
            $user = $database->lastInsertId();
        }
        $code = 'echo Entrata\getTourAvailabilityJson(' . self::$house . ');';
        $times = json_decode(Script::run($code, self::$stage->settings)->output, true, flags: JSON_THROW_ON_ERROR);
        ['date' => $date, 'time' => $time] = $times['tourTimes'][0]['slots'][0]['raw'];
        $insert = $database->prepare("INSERT INTO portal_reference.viewings (user_id, house_id, status, tour_type, entrata_tour_date, entrata_tour_time)
            VALUES (?, ?, 'REQUESTED', 'AGENT_GUIDED', ?, ?)");
        $insert->execute([$user, self::$house, $date, $time]);
        return (int) $database->lastInsertId();
    }
}
