using Sim.Core.Diagnostics;

namespace Sim.Models.Hardware.Storage.Raid;

/// <summary>Where the blocks of an array lie, and what drives read and write for a request.</summary>
/// <remarks>
/// Striping in chunks; mirrors of all drives or of neighbouring places (md near-2, which for an even number of drives are pairs); parity that moves one
/// drive back from row to row with data behind it (md left-symmetric). A write that covers part of a row reads either what it replaces with the old
/// parity, or what it does not touch, whichever are fewer reads, and a row that it covers whole needs none. The first so many drives have failed.
/// Leaves out merging of neighbouring requests and parts of chunks that only parity joins (the parity range is the hull of the parts written).
/// Source: network-and-storage 3.5; Linux drivers/md/raid5.c for the choice. Page: docs/models/raid.md.
/// </remarks>
internal sealed class RaidLayout
{
    private const int Nobody = -1;

    private readonly RaidLevel _level;
    private readonly int _drives;
    private readonly int _failed;
    private readonly int _chunk;
    private readonly long _driveBytes;
    private readonly int _data;
    private readonly int _parities;
    private RaidPiece[] _pieces = new RaidPiece[64];

    public RaidLayout(RaidParameters raid, int drives, long driveBytes)
    {
        _level = RaidRules.Settle(raid.Level, drives);
        (_drives, _failed, _chunk, _driveBytes) = (drives, raid.Degraded, raid.Stripe, driveBytes);
        _parities = _level switch { RaidLevel.Raid5 => 1, RaidLevel.Raid6 => 2, _ => 0 };
        _data = drives - _parities;
        Check.That(drives >= RaidRules.FewestDrives(_level, raid.Kind) && _failed <= RaidRules.Tolerates(_level, drives), "an array of too few drives");
        Rows = driveBytes / _chunk;
        Bytes = _level switch
        {
            RaidLevel.None => drives * driveBytes,
            RaidLevel.Raid1 => driveBytes,
            RaidLevel.Raid10 => Rows * drives / 2 * _chunk,
            _ => Rows * _data * _chunk,
        };
    }

    /// <summary>Bytes that can be stored.</summary>
    public long Bytes { get; }

    /// <summary>Chunks of a drive.</summary>
    public long Rows { get; }

    /// <summary>Pieces of the last plan.</summary>
    public int Count { get; private set; }

    /// <summary>A piece of the last plan.</summary>
    public RaidPiece this[int index] => _pieces[index];

    /// <summary>Rows that the last plan computes parity for.</summary>
    public int ParityRows { get; private set; }

    /// <summary>Bytes that the last plan computes parity over, once for each parity, all rows together.</summary>
    public long ParityBytes { get; private set; }

    /// <summary>Plans the reads of a read, or those before the writes of a write.</summary>
    public void PlanReads(bool isWrite, long offset, int bytes)
    {
        Clear();
        if (_parities > 0) Rowwise(offset, bytes, isWrite, plansWrites: false);
        else if (!isWrite) Plain(offset, bytes, isWrite: false);
    }

    /// <summary>Plans the writes of a write.</summary>
    public void PlanWrites(long offset, int bytes)
    {
        Clear();
        if (_parities > 0) Rowwise(offset, bytes, isWrite: true, plansWrites: true);
        else Plain(offset, bytes, isWrite: true);
    }

    /// <summary>Plans the reads that rebuild one chunk of a failed drive: of a copy, or of as many chunks of the row as there are of data.</summary>
    public void PlanRebuild(long row, int drive)
    {
        Clear();
        var offset = row * _chunk;
        if (_parities == 0)
        {
            if (_level == RaidLevel.Raid1)
            {
                Add(_failed, Nobody, offset, _chunk);
                return;
            }

            // Places are numbered through all rows; a chunk has an even one and the next.
            var copy = ((row * _drives) + drive) ^ 1;
            Add((int)(copy % _drives), Nobody, copy / _drives * _chunk, _chunk);
            return;
        }

        ReadOthers(offset, _chunk, Nobody);
        ParityBytes = _chunk;
        ParityRows = 1;
    }

    private bool Works(int drive) => drive >= _failed;

    private void Clear() => (Count, ParityRows, ParityBytes) = (0, 0, 0);

    private void Plain(long offset, int bytes, bool isWrite)
    {
        switch (_level)
        {
            case RaidLevel.None:
                var here = (int)Math.Min(bytes, _driveBytes - (offset % _driveBytes));
                Add((int)(offset / _driveBytes), Nobody, offset % _driveBytes, here);
                if (here < bytes) Add((int)(offset / _driveBytes) + 1, Nobody, 0, bytes - here);
                return;
            case RaidLevel.Raid1 when isWrite:
                for (var copy = _failed; copy < _drives; copy++) Add(copy, Nobody, offset, bytes);
                return;
            case RaidLevel.Raid1:
                // Which of the drives after the first that works: by place, so that streams stay on one drive.
                var first = _failed + (int)(offset / _chunk % (_drives - _failed));
                var other = first + 1 < _drives ? first + 1 : _failed;
                Add(first, other == first ? Nobody : other, offset, bytes);
                return;
        }

        while (bytes > 0)
        {
            var inChunk = (int)(offset % _chunk);
            var part = Math.Min(bytes, _chunk - inChunk);
            var chunk = offset / _chunk;
            if (_level == RaidLevel.Raid0) Add((int)(chunk % _drives), Nobody, (chunk / _drives * _chunk) + inChunk, part);
            else Mirrored(chunk, inChunk, part, isWrite);
            offset += part;
            bytes -= part;
        }
    }

    private void Mirrored(long chunk, int inChunk, int bytes, bool isWrite)
    {
        var (place, next) = (2 * chunk, (2 * chunk) + 1);
        var (first, second) = ((int)(place % _drives), (int)(next % _drives));
        var (near, far) = ((place / _drives * _chunk) + inChunk, (next / _drives * _chunk) + inChunk);
        if (isWrite)
        {
            if (Works(first)) Add(first, Nobody, near, bytes);
            if (Works(second)) Add(second, Nobody, far, bytes);
        }
        else if (!Works(first))
        {
            Add(second, Nobody, far, bytes);
        }
        else
        {
            // With an odd number of drives the two copies of a chunk may lie in different rows: then the first is read.
            Add(first, Works(second) && near == far ? second : Nobody, near, bytes);
        }
    }

    private void Rowwise(long offset, int bytes, bool isWrite, bool plansWrites)
    {
        var rowBytes = (long)_data * _chunk;
        while (bytes > 0)
        {
            var row = offset / rowBytes;
            var inRow = offset % rowBytes;
            var part = (int)Math.Min(bytes, rowBytes - inRow);
            if (isWrite) WriteRow(row, inRow, part, plansWrites);
            else ReadRow(row, inRow, part);
            offset += part;
            bytes -= part;
        }
    }

    private int ParityDrive(long row) => _drives - 1 - (int)(row % _drives);

    private int DataDrive(long row, int index) => (ParityDrive(row) + _parities + index) % _drives;

    private void ReadRow(long row, long inRow, int bytes)
    {
        for (var index = (int)(inRow / _chunk); bytes > 0; index++)
        {
            var inChunk = (int)(inRow % _chunk);
            var part = Math.Min(bytes, _chunk - inChunk);
            var drive = DataDrive(row, index);
            if (Works(drive))
            {
                Add(drive, Nobody, (row * _chunk) + inChunk, part);
            }
            else
            {
                ReadOthers((row * _chunk) + inChunk, part, drive);
                ParityRows++;
                ParityBytes += part;
            }

            inRow += part;
            bytes -= part;
        }
    }

    /// <summary>Reads the same range of as many working drives as there is data in a row.</summary>
    private void ReadOthers(long offset, int bytes, int missing)
    {
        var wanted = _data;
        for (var drive = _failed; drive < _drives && wanted > 0; drive++)
        {
            if (drive == missing) continue;
            Add(drive, Nobody, offset, bytes);
            wanted--;
        }
    }

    private void WriteRow(long row, long inRow, int bytes, bool plansWrites)
    {
        var first = (int)(inRow / _chunk);
        var last = (int)((inRow + bytes - 1) / _chunk);
        // What parity covers: the hull of the parts within their chunks.
        var (low, high) = first == last ? ((int)(inRow % _chunk), (int)((inRow + bytes - 1) % _chunk) + 1) : (0, _chunk);
        var at = (row * _chunk) + low;
        var hull = high - low;
        var parities = 0;
        for (var parity = 0; parity < _parities; parity++)
        {
            if (Works((ParityDrive(row) + parity) % _drives)) parities++;
        }

        if (plansWrites)
        {
            for (var index = first; index <= last; index++) AddTouched(row, inRow, bytes, index);
            for (var parity = 0; parity < _parities; parity++)
            {
                var drive = (ParityDrive(row) + parity) % _drives;
                if (Works(drive)) Add(drive, Nobody, at, hull);
            }

            return;
        }

        ParityRows++;
        ParityBytes += (long)bytes * _parities;
        if (parities == 0 || bytes == (long)_data * _chunk) return;
        ReadForParity(row, inRow, bytes, first, last, parities, at, hull);
    }

    private void ReadForParity(long row, long inRow, int bytes, int first, int last, int parities, long at, int hull)
    {
        var (touchedLost, restLost, partial) = (0, 0, 0);
        for (var index = 0; index < _data; index++)
        {
            var isTouched = index >= first && index <= last;
            if (!Works(DataDrive(row, index))) _ = isTouched ? touchedLost++ : restLost++;
            if (isTouched && TouchedBytes(inRow, bytes, index) < hull) partial++;
        }

        var touched = last - first + 1;
        var replacing = touched + parities;
        var joining = _data - touched + partial;
        if (restLost > 0 && touchedLost > 0)
        {
            // Both kinds of old data are missing: the row is read whole, as far as it is there.
            ReadOthers(at, hull, Nobody);
            return;
        }

        if (touchedLost == 0 && (restLost > 0 || replacing <= joining))
        {
            for (var index = first; index <= last; index++) AddTouched(row, inRow, bytes, index);
            for (var parity = 0; parity < _parities; parity++)
            {
                var drive = (ParityDrive(row) + parity) % _drives;
                if (Works(drive)) Add(drive, Nobody, at, hull);
            }

            return;
        }

        for (var index = 0; index < _data; index++)
        {
            var drive = DataDrive(row, index);
            var isTouched = index >= first && index <= last;
            if (Works(drive) && (!isTouched || TouchedBytes(inRow, bytes, index) < hull)) Add(drive, Nobody, at, hull);
        }
    }

    private int TouchedBytes(long inRow, int bytes, int index)
    {
        var from = Math.Max(inRow, (long)index * _chunk);
        var to = Math.Min(inRow + bytes, (index + 1L) * _chunk);
        return (int)(to - from);
    }

    private void AddTouched(long row, long inRow, int bytes, int index)
    {
        var drive = DataDrive(row, index);
        if (!Works(drive)) return;
        var from = Math.Max(inRow, (long)index * _chunk);
        Add(drive, Nobody, (row * _chunk) + (from - ((long)index * _chunk)), TouchedBytes(inRow, bytes, index));
    }

    private void Add(int drive, int other, long offset, int bytes)
    {
        if (Count == _pieces.Length) Array.Resize(ref _pieces, Count * 2);
        _pieces[Count++] = new RaidPiece(drive, other, offset, bytes);
    }
}
