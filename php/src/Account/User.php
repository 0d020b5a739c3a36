<?php

declare(strict_types=1);

namespace Portal\Account;

use Portal\Database\Database;
use Portal\Tours\ContactText;

/**
 * A row of `users`: a renter, or the agent of a property operator.
 */
final readonly class User
{
    private const COLUMNS = 'id, role, first_name, last_name, email, phone, password_hash, property_operator_id';
    /** The addresses of people who asked to be forgotten end like this. */
    private const FORGOTTEN = '@forgotten.invalid';

    private function __construct(
        public int $id,
        public string $role,
        public string $firstName,
        public string $lastName,
        public string $email,
        public ?string $phone,
        public ?int $operatorId,
        private ?string $passwordHash,
    ) {}

    /**
     * @param array<string, mixed> $row
     */
    public static function fromRow(#[\SensitiveParameter] array $row): self
    {
        return new self(
            (int) $row['id'],
            (string) $row['role'],
            (string) $row['first_name'],
            (string) $row['last_name'],
            ContactText::email((string) $row['email']),
            $row['phone'],
            isset($row['property_operator_id']) ? (int) $row['property_operator_id'] : null,
            $row['password_hash'],
        );
    }

    public static function find(int $id): ?self
    {
        return self::known('id = ?', $id);
    }

    /**
     * Finds the account of an e-mail address. The database may compare without regard to accents; here every letter
     * counts, and only upper and lower case do not.
     */
    public static function findByEmail(string $email): ?self
    {
        $user = self::known('email = ?', $email);
        return $user !== null && self::folded($user->email) === self::folded($email) ? $user : null;
    }

    private static function known(string $condition, int|string $value): ?self
    {
        $row = Database::shared()->row('SELECT ' . self::COLUMNS . " FROM users WHERE $condition LIMIT 1", [$value]);
        return $row === null || str_ends_with((string) $row['email'], self::FORGOTTEN) ? null : self::fromRow($row);
    }

    private static function folded(string $email): string
    {
        return mb_strtolower(trim($email), 'UTF-8');
    }

    public function passwordHash(): ?string
    {
        return $this->passwordHash;
    }

    /**
     * Returns a value that changes with the password, the e-mail address, the role and the operator. A session ends
     * when it no longer fits.
     */
    public function fingerprint(): string
    {
        $parts = [$this->id, $this->role, $this->email, $this->passwordHash, $this->operatorId];
        return hash('sha256', json_encode($parts, JSON_THROW_ON_ERROR | JSON_INVALID_UTF8_SUBSTITUTE));
    }

    public function owns(string $email): bool
    {
        return self::folded($this->email) === self::folded($email);
    }

    public function isAgent(): bool
    {
        return $this->role === 'AGENT';
    }

    public function name(): string
    {
        return trim("$this->firstName $this->lastName") ?: $this->email;
    }

    /**
     * Returns the page where this user starts.
     */
    public function home(): string
    {
        return $this->isAgent() ? '/dashboard.php' : '/tours.php';
    }
}
