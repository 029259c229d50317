"""Reads and writes of the billing service. Callers own the transaction."""

from sqlalchemy import bindparam, func, insert, select, text, update
from sqlalchemy.orm import joinedload, selectinload

from .models import Customer, Invoice, Payment

OPEN_STATES = text("SELECT id, total FROM invoices WHERE status IN :states ORDER BY due_on").bindparams(
    bindparam("states", expanding=True)
)


class InvoiceRepository:
    def __init__(self, session):
        self.session = session

    def by_id(self, invoice_id):
        return self.session.get(Invoice, invoice_id)

    def overdue(self, day):
        """Overdue invoices with what the reminder letter prints."""
        query = (
            select(Invoice)
            .where(Invoice.status == "issued", Invoice.due_on < day)
            .options(joinedload(Invoice.customer), selectinload(Invoice.payments))
            .order_by(Invoice.due_on)
        )
        return self.session.scalars(query).all()

    def in_states(self, states):
        return self.session.execute(OPEN_STATES, {"states": list(states)}).all()

    def of_customer(self, customer_id, status):
        """Invoices of one customer in one state, for the customer service screen."""
        return self.session.execute(
            text(
                "SELECT id, total, due_on FROM invoices "
                f"WHERE customer_id = :customer AND status = '{status}' ORDER BY due_on"
            ),
            {"customer": customer_id},
        ).all()

    def for_export(self, after_id, size=1000):
        """One page of the accounting export, by key."""
        return self.session.execute(
            text("SELECT * FROM invoices WHERE id > :after ORDER BY id LIMIT :size"),
            {"after": after_id, "size": size},
        ).mappings()

    def payments_since(self, since):
        return self.session.execute(
            text("SELECT invoice_id, reference, amount FROM payments WHERE received_at >= :since ORDER BY id"),
            {"since": since},
        ).all()

    def page(self, number, size=50):
        """A page of the invoice list."""
        return self.session.execute(
            text("SELECT id, status, total FROM invoices ORDER BY id LIMIT :size OFFSET :skip"),
            {"size": size, "skip": number * size},
        ).all()

    def customers_of(self, invoices):
        """Customer by id for a list of invoices."""
        ids = {invoice.customer_id for invoice in invoices}
        query = select(Customer).where(Customer.id.in_(ids))
        return {customer.id: customer for customer in self.session.scalars(query)}

    def receipts(self, payments):
        """Reference, invoice total and due date for the receipts of the given payments."""
        lines = []
        for payment in payments:
            invoice = self.session.get(Invoice, payment.invoice_id)
            lines.append((payment.reference, invoice.total, invoice.due_on))
        return lines

    def totals_by_status(self):
        return self.session.execute(
            select(Invoice.status, func.sum(Invoice.total)).group_by(Invoice.status)
        ).all()

    def record_payments(self, rows):
        """Bank statement lines, in one statement."""
        self.session.execute(insert(Payment), rows)

    def settle(self, invoice_ids):
        self.session.execute(update(Invoice).where(Invoice.id.in_(invoice_ids)).values(status="paid"))

    def count_rows(self, table):
        """Figure for the monitoring page."""
        if table not in ("invoices", "payments", "billing_jobs"):
            raise ValueError(f"cannot select from {table}")
        return self.session.scalar(text(f"SELECT count(*) FROM {table}"))

    def reminder_letters(self, day):
        """Name and address for the reminder letters, which are printed elsewhere."""
        return self.session.execute(
            text(
                "SELECT i.id, i.total, i.due_on, c.full_name, c.email "
                "FROM invoices i JOIN customers c ON c.id = i.customer_id "
                "WHERE i.status = 'issued' AND i.due_on < :day ORDER BY i.due_on"
            ),
            {"day": day},
        ).all()

    def differences(self, day):
        """Invoices that the accountants booked with another amount."""
        return self.session.execute(
            text(
                "SELECT i.id, i.total, l.amount FROM ledger_entries l JOIN invoices i ON i.id = l.invoice_no "
                "WHERE l.booked_on = :day AND l.amount <> i.total"
            ),
            {"day": day},
        ).all()

    def booked(self, invoice_id):
        """What the accountants booked for one invoice."""
        return self.session.execute(
            text("SELECT account, amount FROM ledger_entries WHERE invoice_no = :invoice ORDER BY entry_no"),
            {"invoice": invoice_id},
        ).all()
