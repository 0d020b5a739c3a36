<?php

declare(strict_types=1);

namespace Portal\Operators;

use Portal\View\Clock;
use Portal\View\Format;

/**
 * A row of `entrata_webhooks` whose sender was authenticated.
 */
final readonly class Webhook
{
    /** Secret parameters. The extension masks them in the log; the page masks them again as a precaution. */
    private const SECRETS = ['authcode', 'code', 'clientsecret', 'key'];
    private const SHORT_ID = 8;

    private function __construct(
        public int $id,
        public string $logId,
        public ?string $requestType,
        public int $cid,
        public ?int $propertyId,
        public string $receivedAt,
        public ?string $completedAt,
        public ?int $responseCode,
        public ?string $outcome,
        public ?string $error,
        public ?string $remoteAddr,
        private string $rawQuery,
    ) {}

    /**
     * @param array<string, mixed> $row
     */
    public static function fromRow(array $row): self
    {
        $integer = static fn(string $column): ?int => isset($row[$column]) ? (int) $row[$column] : null;
        return new self(
            (int) $row['id'],
            (string) $row['log_id'],
            $row['request_type'],
            (int) $row['cid'],
            $integer('property_id'),
            (string) $row['received_at'],
            $row['completed_at'],
            $integer('response_code'),
            $row['outcome'],
            $row['error'],
            $row['remote_addr'] ?? null,
            (string) ($row['raw_query'] ?? ''),
        );
    }

    /**
     * Returns the end of the log id, which differs between webhooks; the beginning is the time.
     */
    public function shortId(): string
    {
        return substr($this->logId, -self::SHORT_ID);
    }

    public function kind(): WebhookKind
    {
        return WebhookKind::of($this->requestType);
    }

    public function name(): string
    {
        $kind = $this->kind();
        return $kind === WebhookKind::Other ? Format::words((string) $this->requestType) : $kind->label();
    }

    public function result(): WebhookResult
    {
        return WebhookResult::of($this->responseCode);
    }

    /**
     * "Approved", "502 Entrata error", "Open".
     */
    public function outcomeText(): string
    {
        $outcome = Format::words((string) $this->outcome);
        return match ($this->result()) {
            WebhookResult::Accepted => $outcome ?: 'Accepted',
            WebhookResult::Failed => trim("$this->responseCode $outcome"),
            WebhookResult::Unfinished => 'Open',
        };
    }

    /**
     * "Property 739076" or "Company 4711".
     */
    public function subject(): string
    {
        return $this->propertyId === null ? "Company $this->cid" : "Property $this->propertyId";
    }

    /**
     * "HTTP 200 after 12 ms".
     */
    public function response(): string
    {
        if ($this->responseCode === null) {
            return 'None yet';
        }
        if ($this->completedAt === null) {
            return "HTTP $this->responseCode";
        }
        $seconds = static fn(string $time): float => (float) Clock::shown($time)->format('U.u');
        $milliseconds = max(0, ($seconds($this->completedAt) - $seconds($this->receivedAt)) * 1000);
        return "HTTP $this->responseCode after " . number_format($milliseconds) . ' ms';
    }

    /**
     * Returns the query with the value of each secret as `***`, however its name is encoded.
     */
    public function maskedQuery(): string
    {
        $pairs = array_map(static function (string $pair): string {
            [$name] = explode('=', $pair, 2);
            $plain = strtolower((string) preg_replace('/[^A-Za-z]|\[.*/', '', rawurldecode($name)));
            return in_array($plain, self::SECRETS, true) ? "$name=***" : $pair;
        }, explode('&', $this->rawQuery));
        return mb_scrub(implode('&', $pairs), 'UTF-8');
    }
}
