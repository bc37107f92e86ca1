namespace Sim.Models.Scenarios;

/// <summary>Reservations that admission control does not let in.</summary>
/// <param name="Pool">The pool that has no room for them; empty for the host.</param>
/// <param name="Property">What of the pool they exceed: Reservation or Limit; empty for the host's capacity.</param>
/// <param name="Reserved">What is reserved, hertz.</param>
/// <param name="Allowed">What there is to reserve, hertz.</param>
public readonly record struct RefusedReservation(string Pool, string Property, double Reserved, double Allowed);
