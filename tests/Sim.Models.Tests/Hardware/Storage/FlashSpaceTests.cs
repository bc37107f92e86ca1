using Sim.Models.Hardware.Storage;

namespace Sim.Models.Tests.Hardware.Storage;

public sealed class FlashSpaceTests
{
    private const int Blocks = 1024;

    // 1,024 blocks of 512 programs.
    private static readonly NvmeParameters Drive = new()
    {
        MediaUnits = 32,
        ProgramsPerErase = 16,
        ProgramUnit = 64 * 1024,
        Capacity = (long)Blocks * 32 * 16 * 64 * 1024,
        Age = DriveAge.Fresh,
    };

    // From new to steady by writing, counted over the last round. Oracle: Desnoyers' form for uniform random writes with FIFO cleaning, which greedy
    // cleaning equals for large blocks: a / (a + W(-a exp(-a))), a = 1 + spare, W = principal branch of Lambert. Spare space is a whole number of
    // blocks: half a block of 72 at 7 % is 0.7 % of it, and write amplification goes with its reciprocal.
    [Theory]
    [InlineData(0.07, 1, 7.8)]
    [InlineData(0.15, 1, 4.0)]
    [InlineData(0.28, 1, 2.5)]
    [InlineData(0.50, 1, 1.7)]
    [InlineData(1.00, 1, 1.26)]
    [InlineData(0.07, 0.5, 1.22)] // half of the space trimmed: 1 + spare = 2.14
    public void Write_amplification_comes_to_the_closed_form(double spare, double fill, double rounded)
    {
        var alpha = (1 + spare) / fill;
        var exact = alpha / (alpha + Lambert(-alpha * Math.Exp(-alpha)));
        Assert.Equal(rounded, exact, 0.05);

        var space = new FlashSpace(Drive with { OverProvisioning = spare, Fill = fill });
        Write(space, 8 * Blocks * 512);
        space.ResetStatistics();
        Write(space, Blocks * 512);
        Assert.Equal(exact, Amplification(space), 0.015 * exact);
        Assert.Equal(DriveAge.Steady, space.Age);
        // Hu's greedy bound (1 + spare) / (2 spare) for small blocks lies below.
        Assert.True(Amplification(space) > (alpha / (2 * (alpha - 1))) * 0.99);
    }

    [Fact]
    public void A_new_drive_programs_each_byte_once_until_nothing_is_erased_any_more()
    {
        var space = new FlashSpace(Drive with { OverProvisioning = 0.28 });
        Write(space, (int)(1.27 * Blocks * 512));
        Assert.Equal((DriveAge.Fresh, 0, 0), (space.Age, space.Moves, space.Erases));
        Write(space, (int)(0.05 * Blocks * 512));
        Assert.Equal(DriveAge.Transition, space.Age);
        Assert.True(space.Moves > 0);
    }

    [Fact]
    public void Cleaning_that_begins_finds_nearly_full_blocks()
    {
        // Filled in order, then 0.28 of it overwritten at random: every old block is valid to exp(-0.28), which costs 1 / (1 - 0.756) = 4.10; the
        // first tenth of a round overwrites 0.1 / 4.1 of it more.
        var space = new FlashSpace(Drive with { OverProvisioning = 0.28, Age = DriveAge.Transition });
        Write(space, Blocks * 512 / 40);
        Assert.Equal(1 / (1 - Math.Exp(-0.28)), Amplification(space), 0.25);
        Assert.True(Amplification(space) > 3.8, $"{Amplification(space)}");
    }

    [Fact]
    public void A_steady_drive_stays_as_it_is()
    {
        var space = new FlashSpace(Drive with { OverProvisioning = 0.28, Age = DriveAge.Steady });
        Write(space, Blocks * 512 / 10);
        var first = Amplification(space);
        Write(space, 3 * Blocks * 512);
        space.ResetStatistics();
        Write(space, Blocks * 512);
        // Blocks are valid to a whole number of 512 units.
        Assert.Equal(first, Amplification(space), 0.01 * first);
        // Every program, of the host or of cleaning, is erased once: 16 of a unit at a time.
        Assert.Equal((space.HostPrograms + space.Moves) / 16d, space.Erases, 1d);
    }

    [Fact]
    public void Trimming_makes_cleaning_cheaper()
    {
        var space = new FlashSpace(Drive with { OverProvisioning = 0.15, Age = DriveAge.Steady });
        var before = space.VictimShare;
        space.Trim(0.5);
        Write(space, Blocks);
        space.ResetStatistics();
        Write(space, 20 * 512);
        // The share that was valid has halved.
        Assert.Equal(1 / (1 - (before / 2)), Amplification(space), 0.02);
    }

    private static void Write(FlashSpace space, int programs)
    {
        for (var i = 0; i < programs; i++)
        {
            while (space.OwesMove) space.OnMove();
            space.OnHostProgram(1);
            while (space.TakeErase())
            {
            }
        }
    }

    private static double Amplification(FlashSpace space) => 1 + ((double)space.Moves / space.HostPrograms);

    // w exp(w) = x on the principal branch, by Newton's method from a start above the branch point.
    private static double Lambert(double x)
    {
        var w = -0.5;
        for (var i = 0; i < 200; i++) w -= ((w * Math.Exp(w)) - x) / (Math.Exp(w) * (w + 1));
        return w;
    }
}
