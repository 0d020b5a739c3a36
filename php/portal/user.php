<?php
declare(strict_types=1);

namespace Portal;

/** Someone who is signed in: a renter, or a property operator's agent. */
final readonly class User
{
    public function __construct(
        public int $id,
        public string $role,
        public string $firstName,
        public string $lastName,
        public string $email,
        public ?string $phone,
        public ?int $operatorId,
    ) {
    }

    /** The user with this id, unless it has gone, or asked to be forgotten, since it signed in. */
    public static function find(int $id): ?self
    {
        $row = query(
            'SELECT id, role, first_name, last_name, email, phone, property_operator_id FROM users
              WHERE id = ? AND email NOT LIKE ?',
            [$id, '%@forgotten.invalid'],
        )->fetch();
        return $row ? new self(
            (int) $row['id'],
            $row['role'],
            $row['first_name'],
            $row['last_name'],
            $row['email'],
            $row['phone'],
            isset($row['property_operator_id']) ? (int) $row['property_operator_id'] : null,
        ) : null;
    }

    public function isAgent(): bool
    {
        return $this->role === 'AGENT';
    }

    public function name(): string
    {
        return trim("$this->firstName $this->lastName") ?: $this->email;
    }

    /** The page that this user starts from. */
    public function home(): string
    {
        return $this->isAgent() ? '/dashboard.php' : '/tours.php';
    }
}
