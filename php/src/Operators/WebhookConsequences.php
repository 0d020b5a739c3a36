<?php

declare(strict_types=1);

namespace Portal\Operators;

use Portal\Database\Database;
use Portal\View\Clock;
use Portal\View\Format;

/**
 * The current state of a webhook's company and property, and their jobs.
 */
final readonly class WebhookConsequences
{
    /**
     * @param array<string, string> $facts by name
     * @param list<array{mood: string, state: string, text: string}> $jobs
     */
    private function __construct(
        public string $company,
        public array $facts,
        public ?string $decidedBy,
        public array $jobs,
    ) {}

    public static function of(Webhook $webhook): self
    {
        $database = Database::shared();
        $company = $database->row('SELECT company_name, status FROM entrata_clients WHERE cid = ?', [$webhook->cid]);
        $property = $database->row(
            'SELECT p.status, p.feed_type, p.ingested_at, p.decided_by,
                    EXISTS (SELECT 1 FROM entrata_webhooks w WHERE w.log_id = p.decided_by) AS decision_kept,
                    (SELECT COUNT(*) FROM entrata_houses eh JOIN houses h ON h.id = eh.house_id
                      WHERE eh.cid = p.cid AND eh.property_id = p.property_id
                        AND h.status = 1 AND h.deleted_at IS NULL) AS on_market
               FROM entrata_properties p WHERE p.cid = ? AND p.property_id = ?',
            [$webhook->cid, $webhook->propertyId],
        );
        $jobs = $database->rows(
            'SELECT kind, state, attempts, log_id, due_at, last_error FROM entrata_jobs
              WHERE cid = ? AND property_id = ? ORDER BY id LIMIT 10',
            [$webhook->cid, $webhook->propertyId],
        );
        $byAnother = $property !== null && $property['decided_by'] !== $webhook->logId && $property['decision_kept'];
        return new self(
            (string) ($company['company_name'] ?? ''),
            self::facts($webhook, $company, $property),
            $byAnother ? $property['decided_by'] : null,
            array_map(static fn(array $job): array => self::job($webhook, $job), $jobs),
        );
    }

    /**
     * @param ?array<string, mixed> $company
     * @param ?array<string, mixed> $property
     * @return array<string, string>
     */
    private static function facts(Webhook $webhook, ?array $company, ?array $property): array
    {
        $facts = ['Company' => match ($company['status'] ?? null) {
            null => 'Not connected',
            'ACTIVE' => 'Connected',
            default => 'Must connect again',
        }];
        if ($property !== null) {
            $by = $property['decided_by'] === $webhook->logId ? 'by this webhook' : 'by another webhook';
            $facts['Property'] = Format::words((string) $property['status']) . ", $by";
            $facts['Feed type'] = (string) $property['feed_type'];
            $facts['Homes'] = Format::count((int) $property['on_market'], 'home') . ' on the market';
            $facts['Last synced'] = Clock::dayAndTime($property['ingested_at']);
        }
        return array_filter($facts, strlen(...));
    }

    /**
     * @param array<string, mixed> $job
     * @return array{mood: string, state: string, text: string}
     */
    private static function job(Webhook $webhook, array $job): array
    {
        $attempts = (int) $job['attempts'];
        [$mood, $state] = match ($job['state']) {
            'DEAD' => ['bad', 'Failed after ' . Format::count($attempts, 'attempt')],
            'DUE' => ['wait', $attempts === 0 ? 'Queued' : 'Retries ' . Clock::shortDayAndTime($job['due_at'])],
            default => ['good', Format::words((string) $job['state'])],
        };
        $by = $job['log_id'] === $webhook->logId ? 'requested by this webhook' : 'requested by another webhook';
        $error = $job['last_error'] === null ? '' : ": {$job['last_error']}";
        return ['mood' => $mood, 'state' => $state, 'text' => ucfirst(FailedJob::nameOf($job['kind'])) . ", $by$error"];
    }
}
